"""What is started on Windows beside the engine: the command line, and what makes environments."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import srxai_plugin
from srxai_plugin.contract.alive import has_ended

GROUPED = Path(srxai_plugin.__file__).parent / "desk" / "runtime" / "grouped.py"
MOTHER = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
"""


def test_the_command_line_explains_and_prints_utf8_into_a_console_of_one_byte(
    scene: Path, home: Path
):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "srxai_plugin.engine.cli.main", "explain", str(scene)),
            *("--window", "50,40,6,5", "--network", "fsrcnn-x4", "--method", "amve-sr"),
            *("--context", "16", "--threads", "1", "--output", str(home / "Zeile 結果")),
        ],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    told = json.loads(done.stdout.decode("utf-8"))
    assert "結果" in told["super_resolved"] and Path(told["super_resolved"]).is_file()


def test_what_an_installation_started_ends_with_it(tmp_path: Path):
    """As ensurepip's own process does when its venv is cancelled; without a job it would live."""
    (tmp_path / "mother.py").write_text(MOTHER, "utf-8")
    starter = tmp_path / "start.py"
    starter.write_text(
        f"import runpy, sys\nsys.path.insert(0, {str(tmp_path)!r})\nsys.argv[1:] = ['mother']\n"
        f"runpy.run_path({str(GROUPED)!r}, run_name='__main__')\n",
        "utf-8",
    )
    with subprocess.Popen(
        [sys._base_executable, "-I", str(starter)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        child = int(process.stdout.readline())
        assert not has_ended(child)
        process.kill()
        process.stdin.close()
        process.wait(timeout=60)
    waited = subprocess.run(
        [sys.executable, "-c", WAIT, str(child)], capture_output=True, text=True, check=False
    )
    assert waited.returncode == 0, waited.stderr


WAIT = """
import ctypes, sys
handle = ctypes.windll.kernel32.OpenProcess(0x100000, False, int(sys.argv[1]))
sys.exit(ctypes.windll.kernel32.WaitForSingleObject(handle, 20000) if handle else 0)
"""
"""Wait until a process has ended."""
