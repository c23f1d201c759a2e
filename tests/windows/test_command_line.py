"""The command line on Windows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


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
