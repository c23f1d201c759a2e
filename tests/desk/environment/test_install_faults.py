"""Each fault of an installation is answered by one sentence that says what to do."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Waiter
from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QLockFile
from qgis.PyQt.QtNetwork import QNetworkProxy
from said import FIRST_START, SAID

from srxai_plugin.desk.environment.computer import Computer
from srxai_plugin.desk.environment.standalone import MARK, standalone
from srxai_plugin.desk.environment.vanished import vanished
from srxai_plugin.desk.runtime.creation import Creation
from srxai_plugin.desk.runtime.environment import CPU, Environment, Installation
from srxai_plugin.desk.runtime.inspection import Inspection
from srxai_plugin.desk.runtime.session import EngineSession

DOES = ("Try", "try again", "Choose", "choose", "Install", "Set", "Give", "Make room", "Close")

MakePlan = Callable[[str], Installation]


@pytest.fixture
def plan_of(tmp_path: Path) -> MakePlan:
    """A plan whose own Python is a shell script, which says and does what a test wants of pip."""

    def plan(script: str) -> Installation:
        place = Environment(tmp_path / "srxai-engine")
        pinned = standalone(Computer.here().triple)
        python = pinned.python(place.own_python)
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\n{script}\n")
        python.chmod(0o755)
        (place.own_python / MARK).write_text(json.dumps({"sha256": pinned.sha256}))
        return Installation(place, CPU, own_python=True)

    return plan


@pytest.fixture
def proxy() -> Iterator[None]:
    """QGIS's own, at proxy.test:8080."""
    network = QgsNetworkAccessManager.instance()
    before, excludes, none = network.fallbackProxy(), network.excludeList(), network.noProxyList()
    given = QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "proxy.test", 8080)
    network.setFallbackProxyAndExcludes(given, [], [])
    yield
    network.setFallbackProxyAndExcludes(before, excludes, none)


def failure_of(creation: Creation) -> str:
    end = Waiter(creation.created, creation.failed, creation.stopped)
    creation.start()
    name, values = end.wait()
    assert name == "failed"
    return values[0]


@pytest.mark.parametrize("fault", SAID)
def test_what_pip_says_of_a_fault_becomes_a_sentence_that_says_what_to_do(
    fault: str, plan_of: MakePlan, proxy: None, tmp_path: Path
) -> None:
    telling, lines = SAID[fault]
    said = tmp_path / "said.txt"
    said.write_text("\n".join(lines) + "\n")
    sentence = failure_of(Creation(plan_of(f"cat '{said}'; exit 1")))
    assert telling in sentence
    assert any(word in sentence for word in DOES), sentence
    assert "{" not in sentence and "Retry(" not in sentence and "\n" not in sentence


@pytest.mark.parametrize("fault", FIRST_START)
def test_an_engine_that_does_not_load_says_what_to_do(fault: str, tmp_path: Path) -> None:
    telling, words = FIRST_START[fault]
    event = json.dumps({"event": "unfit", "message": words})
    said = tmp_path / "event"
    said.write_text(event + "\n")
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat '{said}'; exit 3\n")
    python.chmod(0o755)
    session = EngineSession(python)
    end = Waiter(session.answered, session.failed)
    session.ask("ping")
    name, (_id, _kind, sentence) = end.wait()
    assert name == "failed" and telling in sentence
    assert any(word in sentence for word in DOES), sentence


def test_pip_that_is_killed_is_gone_on_with(plan_of: MakePlan) -> None:
    sentence = failure_of(Creation(plan_of("kill -9 $$")))
    assert "ended the installation" in sentence and "goes on where it stopped" in sentence


def test_a_fault_that_went_by_is_not_blamed_for_another_one(
    plan_of: MakePlan, tmp_path: Path
) -> None:
    said = tmp_path / "said.txt"
    retry = SAID["no network, pip 26"][1][0]
    said.write_text(f"{retry}\nERROR: Something that nobody foresaw\n")
    sentence = failure_of(Creation(plan_of(f"cat '{said}'; exit 1")))
    assert "Something that nobody foresaw" in sentence and "not reached" not in sentence


def test_a_second_qgis_is_told_of_the_first_and_touches_nothing(plan_of: MakePlan) -> None:
    plan = plan_of("exit 1")
    other = QLockFile(str(plan.environment.lock))
    assert other.tryLock(0)
    sentence = failure_of(Creation(plan))
    assert "Another QGIS" in sentence and "cancel it there" in sentence
    assert not plan.environment.is_ours
    other.unlock()
    assert "Another QGIS" not in failure_of(Creation(plan))


def test_the_lock_goes_with_the_creation(plan_of: MakePlan) -> None:
    plan = plan_of("exit 1")
    failure_of(Creation(plan))
    assert not plan.environment.lock.exists()


def test_no_rights_above_the_folder_are_told_before_anything_is_run(
    plan_of: MakePlan, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    plan = Installation(Environment(tmp_path / "file" / "srxai-engine"), CPU)
    assert "Choose another folder" in failure_of(Creation(plan))


@pytest.fixture
def installed(tmp_path: Path) -> Environment:
    """An environment with one package of three files."""
    environment = Environment(tmp_path / "engine")
    packages = environment.folder / "lib" / "python3.11" / "site-packages"
    info = packages / "torch-2.0.dist-info"
    info.mkdir(parents=True)
    names = ["torch/__init__.py", "torch/lib/c10.dll", "torch-2.0.dist-info/RECORD"]
    for name in names[:2]:
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_text("x")
    with open(info / "RECORD", "w", newline="") as file:
        csv.writer(file).writerows([[n, "", ""] for n in [*names, "torch/__pycache__/a.pyc"]])
    return environment


def test_a_file_that_an_antivirus_program_took_is_named_and_made_anew(
    installed: Environment,
) -> None:
    assert vanished(installed.folder) == []
    packages = installed.folder / "lib" / "python3.11" / "site-packages"
    (packages / "torch" / "lib" / "c10.dll").unlink()
    facts = Installation(installed).facts(Path("/base"))
    installed.write_note(False, **facts)
    inspection = Inspection(installed, facts, "The Python cannot run the engine.")
    end = Waiter(inspection.over)
    inspection.start()
    (sentence,) = end.wait()[1]
    assert "c10.dll was installed and is gone" in sentence and "excepted" in sentence
    first = Installation(installed).steps(Path("/base"))[0]
    assert "--clear" in first.arguments, "what is damaged is not gone on with"


def test_where_no_file_is_gone_the_engine_is_believed(installed: Environment) -> None:
    inspection = Inspection(installed, {}, "The Python cannot run the engine.")
    end = Waiter(inspection.over)
    inspection.start()
    assert end.wait()[1] == ("The Python cannot run the engine.",)
    assert not installed.is_ours
