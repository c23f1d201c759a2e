"""The engine's environment: where a Python is looked for, what is run, and what is there after."""

from __future__ import annotations

import fnmatch
import gc
import hashlib
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Iface, Waiter, until
from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtCore import QProcessEnvironment
from qgis.PyQt.QtNetwork import QNetworkProxy

from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.options.engine_setup import EngineSetup
from srxai_plugin.desk.runtime import environment as environment_module
from srxai_plugin.desk.runtime.base_python import (
    VERSIONS,
    Base,
    BaseSearch,
    System,
    best,
    candidates,
    wheel_versions,
)
from srxai_plugin.desk.runtime.creation import Creation
from srxai_plugin.desk.runtime.environment import CPU, CUDA, Environment, Installation
from srxai_plugin.desk.runtime.installing import pip_environment
from srxai_plugin.desk.runtime.proxy import proxy_words, use_proxy
from srxai_plugin.desk.runtime.removal import Removal

SCRIPTED = Path(__file__).parents[1] / "scripted_engine.py"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="makes a real environment by bin/python")

WINDOWS = {
    r"C:\Users\Ann Lee\AppData\Local\Programs\Python\Python312\python.exe",
    r"C:\Users\Ann Lee\AppData\Local\Microsoft\WindowsApps\python.exe",
    r"C:\Program Files\Python311\python.exe",
    r"C:\Program Files\QGIS 3.40\apps\Python312\python.exe",
}
MACOS = {
    "/Library/Frameworks/Python.framework/Versions/3.12/bin/python3",
    "/opt/homebrew/bin/python3.13",
    "/usr/bin/python3",
    "/Applications/QGIS.app/Contents/MacOS/bin/python3",
}
LINUX = {"/usr/bin/python3", "/usr/bin/python3.11", "/home/ann/.pyenv/versions/3.12.1/bin/python3"}


def system(platform: str, files: set[str], **facts: object) -> System:
    """One with these files and no others."""

    def find(pattern: str) -> list[str]:
        return [path for path in files if fnmatch.fnmatchcase(path, pattern)]

    return System(platform=platform, find=find, **facts)


def test_on_windows_installed_pythons_come_before_that_of_qgis_and_the_shop_is_left_alone() -> None:
    windows = system(
        "win32",
        WINDOWS,
        variables={
            "LOCALAPPDATA": r"C:\Users\Ann Lee\AppData\Local",
            "ProgramFiles": r"C:\Program Files",
            "PATH": r"C:\Users\Ann Lee\AppData\Local\Microsoft\WindowsApps",
        },
        home=r"C:\Users\Ann Lee",
        prefix=r"C:\Program Files\QGIS 3.40\apps\Python312",
    )
    assert candidates(windows) == [
        r"C:\Users\Ann Lee\AppData\Local\Programs\Python\Python312\python.exe",
        r"C:\Program Files\Python311\python.exe",
        r"C:\Program Files\QGIS 3.40\apps\Python312\python.exe",
    ]


def test_on_macos_the_stub_that_opens_a_dialog_is_left_alone() -> None:
    mac = system(
        "darwin",
        MACOS,
        variables={"PATH": "/usr/bin:/bin"},
        home="/Users/ann",
        prefix="/Applications/QGIS.app/Contents/MacOS",
    )
    assert candidates(mac) == [
        "/opt/homebrew/bin/python3.13",
        "/Library/Frameworks/Python.framework/Versions/3.12/bin/python3",
        "/Applications/QGIS.app/Contents/MacOS/bin/python3",
    ]


def test_on_linux_the_path_and_pyenv_are_searched() -> None:
    linux = system("linux", LINUX, variables={"PATH": "/usr/bin"}, home="/home/ann")
    assert candidates(linux) == [
        "/usr/bin/python3.11",
        "/usr/bin/python3",
        "/home/ann/.pyenv/versions/3.12.1/bin/python3",
    ]


def test_the_version_that_is_tested_most_is_taken_and_one_too_old_or_new_never() -> None:
    bases = [Base(Path(f"/{minor}"), (3, minor)) for minor in (9, 15, 12, 11)]
    assert best(bases) == Base(Path("/11"), (3, 11))
    assert best(bases[:2]) is None


def test_python_3_14_is_taken_where_there_is_no_other() -> None:
    assert best([Base(Path("/14"), (3, 14))]) == Base(Path("/14"), (3, 14))


def test_a_folder_of_wheels_decides_the_version() -> None:
    names = ["torch-2.13.0+cpu-cp312-cp312-win_amd64.whl", "numpy-2.4.6-cp311-cp311-win_amd64.whl"]
    assert wheel_versions(names) == ((3, 12),)
    assert wheel_versions(["numpy-2.4.6-cp311-cp311-win_amd64.whl"]) == VERSIONS


def test_where_there_is_no_python_the_sentence_says_which_to_install() -> None:
    search = BaseSearch(system=system("linux", set(), variables={}))
    end = Waiter(search.found, search.missing)
    search.start()
    name, (sentence,) = end.wait()
    assert name == "missing"
    assert "3.10 or 3.11" in sentence and "python3-venv" in sentence


def test_what_is_no_python_is_passed_over(tmp_path: Path) -> None:
    fake = tmp_path / "python3.11"
    fake.write_text("#!/bin/sh\necho 'not JSON'\n")
    fake.chmod(0o755)
    gone = tmp_path / "python3.12"
    found = {str(fake), str(gone)}
    search = BaseSearch(system=system("linux", found, variables={"PATH": str(tmp_path)}))
    end = Waiter(search.found, search.missing)
    search.start()
    assert end.wait()[0] == "missing"


@pytest.mark.parametrize(
    ("platform", "build", "index"),
    [
        ("linux", CPU, environment_module.CPU_INDEX),
        ("linux", CUDA, None),
        ("win32", CPU, None),
        ("win32", CUDA, environment_module.CUDA_INDEX),
        ("darwin", CPU, None),
        ("linux", environment_module.CONFIGURED, None),
    ],
)
def test_torch_comes_first_and_from_where_the_build_is(
    platform: str, build: str, index: str | None, tmp_path: Path
) -> None:
    plan = Installation(Environment(tmp_path / "engine"), build)
    stages = {step.stage: step for step in plan.steps(Path("/base/python"), platform)}
    assert list(stages) == ["base", "torch", "rest", "bare"]
    torch = stages["torch"].arguments
    assert ("--index-url" in torch) == (index is not None)
    assert index is None or torch[torch.index("--index-url") + 1] == index
    assert "--no-deps" in stages["bare"].arguments
    assert not any("--index-url" in stages[stage].arguments for stage in ("rest", "bare"))
    parts = ("Scripts", "python.exe") if platform == "win32" else ("bin", "python")
    assert stages["rest"].program == (tmp_path / "engine").joinpath(*parts)


def test_with_a_folder_of_wheels_nothing_asks_a_network(tmp_path: Path) -> None:
    plan = Installation(Environment(tmp_path / "engine"), CPU, tmp_path / "my wheels")
    for step in plan.steps(Path("/base/python"), "linux")[1:]:
        assert "--no-index" in step.arguments and "--index-url" not in step.arguments
        assert str(tmp_path / "my wheels") in step.arguments
    assert "--no-deps" in plan.steps(Path("/base/python"), "linux")[-1].arguments


def test_what_is_named_exists_in_the_plugin() -> None:
    for name in (environment_module.TORCH, environment_module.REST, environment_module.BARE):
        assert resource("requirements", name).is_file()
    assert environment_module.GROUPED.is_file()


def test_a_password_of_the_proxy_goes_to_the_command_and_is_not_shown() -> None:
    network = QgsNetworkAccessManager.instance()
    before, excludes, none = network.fallbackProxy(), network.excludeList(), network.noProxyList()
    proxy = QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "proxy.test", 8080, "ann", "p@ss:word")
    network.setFallbackProxyAndExcludes(proxy, ["http://inside.test"], [])
    try:
        environment = QProcessEnvironment()
        use_proxy(environment)
    finally:
        network.setFallbackProxyAndExcludes(before, excludes, none)
    assert environment.value("HTTPS_PROXY") == "http://ann:p%40ss%3Aword@proxy.test:8080"
    assert environment.value("NO_PROXY") == "inside.test"
    assert proxy_words(proxy) == "proxy.test:8080"


def test_pip_hears_where_an_administrator_keeps_packages_but_nothing_that_misleads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.test/simple")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    environment = pip_environment()
    assert environment.value("PIP_INDEX_URL") == "https://mirror.test/simple"
    assert not environment.contains("PIP_TARGET")


# Real environments, of small wheels instead of PyTorch and an engine that only answers


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all that the three requirement files ask for."""
    folder, files = tmp_path / "whe els", tmp_path / "requirements"
    folder.mkdir()
    files.mkdir()
    for file, name in (("torch", "torch"), ("dependencies", "pebble"), ("no-deps", "sand")):
        (files / f"{file}.txt").write_text(f"{name}==1.0\n")
        needs = "Requires-Dist: nowhere-to-be-found\n" if name == "sand" else ""
        write_wheel(folder, name, needs)
    monkeypatch.setattr(environment_module, "resource", lambda *parts: tmp_path.joinpath(*parts))
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "a place" / "engine")


@pytest.fixture
def make(environment: Environment, wheels: Path) -> Iterator[Creation]:
    yield Creation(Installation(environment, CPU, wheels), boot=SCRIPTED)


def write_wheel(folder: Path, name: str, needs: str = "") -> None:
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": f"{name}.py,,\n",
    }
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)


def run(creation: Creation) -> tuple[str, tuple]:
    end = Waiter(creation.created, creation.failed, creation.stopped)
    creation.start()
    assert not end.came
    return end.wait()


@POSIX
def test_an_environment_is_whole_when_an_engine_has_answered_from_it_and_can_be_removed(
    make: Creation, environment: Environment
) -> None:
    stages: list[float] = []
    make.progress.connect(lambda _stage, fraction: stages.append(fraction))
    assert run(make) == ("created", ())
    assert stages == sorted(stages) and stages[-1] == 1.0
    assert environment.is_whole and not environment.is_outdated
    assert sorted(path.name for path in environment.folder.rglob("site-packages/*.py")) == [
        "pebble.py",
        "sand.py",
        "torch.py",
    ]
    removal = Removal(environment)
    end = Waiter(removal.removed, removal.failed)
    removal.start()
    assert not environment.folder.exists(), "gone from its place at once"
    assert end.wait() == ("removed", ())
    assert list(environment.folder.parent.iterdir()) == []


@POSIX
def test_what_failed_half_way_is_gone_on_with_and_is_not_whole_before_an_engine_answers(
    environment: Environment, wheels: Path
) -> None:
    plan = Installation(environment, CPU, wheels)
    kept = wheels / "pebble-1.0-py3-none-any.whl"
    kept.rename(wheels / "pebble.away")
    name, (sentence,) = run(Creation(plan, boot=SCRIPTED))
    assert name == "failed" and "pebble" in sentence
    assert environment.is_unfinished and not environment.is_whole
    (wheels / "pebble.away").rename(kept)
    again = Creation(plan)  # with the real engine, which finds no real torch in there
    lines: list[str] = []
    again.line.connect(lines.append)
    name, (sentence,) = run(again)
    assert "torch is here already" in lines
    assert name == "failed" and "lacks" in sentence
    assert environment.is_unfinished


@POSIX
def test_a_stopped_creation_leaves_no_process_that_writes(
    make: Creation, environment: Environment
) -> None:
    begun = Waiter(make.line)
    end = Waiter(make.created, make.failed, make.stopped)
    make.start()
    begun.wait()
    make.stop()
    assert end.wait() == ("stopped", ())
    assert environment.is_unfinished
    group = str(environment.folder)
    assert not [line for line in command_lines() if group in line]


@POSIX
def test_what_was_begun_stays_when_qgis_closes_and_no_process_does(
    iface: Iface, environment: Environment, wheels: Path
) -> None:
    setup = EngineSetup(iface)
    begun = Waiter(setup.line)
    setup.create(Installation(environment, CPU, wheels))
    begun.wait()
    setup.close()
    until(lambda: not [line for line in command_lines() if str(environment.folder) in line])
    assert environment.is_unfinished
    assert not iface.messageBar().items()


def test_a_folder_of_somebody_else_is_left_alone(make: Creation, environment: Environment) -> None:
    environment.folder.mkdir(parents=True)
    (environment.folder / "thesis.txt").write_text("mine")
    name, (sentence,) = run(make)
    assert name == "failed" and "Choose another folder" in sentence
    assert [path.name for path in environment.folder.iterdir()] == ["thesis.txt"]
    removal = Removal(environment)
    end = Waiter(removal.removed, removal.failed)
    removal.start()
    assert end.wait()[0] == "failed"
    assert (environment.folder / "thesis.txt").read_text() == "mine"


class NotConnected(type(Path())):  # type: ignore[misc]
    """A path on a drive or a share of Windows that is not there, as nothing above it is."""

    def exists(self, **_: object) -> bool:
        return False


def test_a_drive_that_is_not_connected_is_told(wheels: Path) -> None:
    place = Environment(NotConnected("/share/engine"))
    name, (sentence,) = run(Creation(Installation(place, CPU, wheels), boot=SCRIPTED))
    assert name == "failed" and sentence == "/ is not there. Connect it, or choose another folder."


def test_a_folder_without_torch_is_refused_before_anything_is_made(
    make: Creation, environment: Environment, wheels: Path
) -> None:
    (wheels / "torch-1.0-py3-none-any.whl").unlink()
    name, (sentence,) = run(make)
    assert name == "failed" and "no wheel of torch" in sentence
    assert not environment.folder.exists() and not environment.is_ours


def test_an_environment_of_other_versions_is_outdated(
    environment: Environment, wheels: Path, tmp_path: Path
) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    environment.write_note(True)
    assert environment.is_whole and not environment.is_outdated
    (tmp_path / "requirements" / "torch.txt").write_text("torch==2.0\n")
    assert environment.is_whole and environment.is_outdated


def test_a_note_that_is_no_note_is_taken_for_an_unfinished_environment(
    environment: Environment,
) -> None:
    environment.folder.mkdir(parents=True)
    environment.note.write_text("{")
    assert environment.is_unfinished and environment.told == {}


def command_lines() -> list[str]:
    """Of all living processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it has ended meanwhile
            continue
    return found


def test_the_fingerprint_follows_the_three_files(wheels: Path, tmp_path: Path) -> None:
    files = [tmp_path / "requirements" / f"{n}.txt" for n in ("torch", "dependencies", "no-deps")]
    text = b"".join(file.read_bytes() for file in files)
    assert hashlib.sha256(text).hexdigest().startswith(environment_module.fingerprint())


def test_a_removal_that_nobody_holds_is_carried_out(environment: Environment) -> None:
    environment.folder.mkdir(parents=True)
    for number in range(200):
        (environment.folder / str(number)).touch()
    environment.write_note(True)
    removal = Removal(environment)
    removal.start()
    del removal
    gc.collect()
    until(lambda: not environment.note.exists())
    assert not [*environment.folder.parent.glob(f"{environment.folder.name}*")]
