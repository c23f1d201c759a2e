"""An engine on another computer, by the script that the guide shows."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from conftest import Waiter

from srxai_plugin.desk.runtime.interpreter import NETWORKS_VARIABLE, find_interpreter
from srxai_plugin.desk.runtime.session import EngineSession
from srxai_plugin.desk.runtime.settings import INTERPRETER

GUIDE = Path(__file__).parents[3] / "docs" / "guide.md"
SCRIPT = re.compile(r"^    #!/bin/bash\n(?:    .*\n)+", re.MULTILINE)
SSH = """#!/bin/sh
# As sshd does: a shell of its own reads one string, in another folder and environment.
[ "$1" = -T ] && [ "$2" = HOST ] || exit 255
cd / && exec env -i HOME="$HOME" PATH=/usr/bin:/bin sh -c "$3"
"""
ENGINE = """
import json, os, sys
print(json.dumps({"event": "ready", "id": None, "pid": os.getpid()}), flush=True)
for line in sys.stdin:
    told = {"networks": os.environ.get("SRXAI_NETWORKS"), "folder": os.getcwd()}
    id = json.loads(line)["id"]
    print(json.dumps({"event": "done", "id": id, "result": told}), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a script of bash")
def test_the_guides_script_runs_an_engine_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shown,) = SCRIPT.findall(GUIDE.read_text("utf-8"))
    text = re.sub(r"^    ", "", shown, flags=re.MULTILINE)
    text = text.replace("/opt/srxai-engine/bin/python", "/usr/bin/python3")
    programs = {"ssh": SSH, "an engine": text}
    for name, content in programs.items():
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    networks = tmp_path / "it's my $HOME"
    monkeypatch.setenv(NETWORKS_VARIABLE, str(networks))
    boot = tmp_path / "a boot.py"
    boot.write_text(ENGINE)
    INTERPRETER.set(str(tmp_path / "an engine"))
    found = find_interpreter()
    assert found == tmp_path / "an engine"
    session = EngineSession(found, boot)
    end, over = Waiter(session.answered, session.failed), Waiter(session.stopped)
    session.ask("ping")
    name, values = end.wait()
    assert name == "answered", values
    assert values[1] == {"networks": str(networks), "folder": "/"}
    session.close()
    over.wait()
