"""Whether this computer can have an engine at all, and how its programs are started."""

from __future__ import annotations

import re
import struct
from pathlib import Path, PureWindowsPath

import pytest
from conftest import Waiter

from srxai_plugin.desk.environment.computer import Computer, caution, has_arm64, misfit, unfit
from srxai_plugin.desk.environment.place import LONGEST_FOLDER, too_long
from srxai_plugin.desk.runtime import interpreter
from srxai_plugin.desk.runtime.base_python import BaseSearch, System
from srxai_plugin.desk.runtime.creation import Creation
from srxai_plugin.desk.runtime.environment import (
    CONFIGURED,
    CPU,
    FOLDER,
    Environment,
    Installation,
)

LINUX = Computer("linux", "x86_64", libc="glibc 2.36")
SILICON = "Darwin Kernel Version 23.4.0: root:xnu-10063.101.17~1/RELEASE_ARM64_T6000"
MAC = Computer("darwin", "arm64", "23.4.0", SILICON)
ROSETTA = Computer("darwin", "x86_64", "23.4.0", SILICON)
WINDOWS = Computer("win32", "AMD64")


@pytest.mark.parametrize(
    "computer",
    [
        LINUX,
        Computer("linux", "aarch64", libc="glibc 2.28"),
        MAC,
        ROSETTA,
        WINDOWS,
        Computer("win32", "ARM64"),
    ],
)
def test_a_computer_that_has_wheels_is_let_through(computer: Computer) -> None:
    assert unfit(computer) == ""


@pytest.mark.parametrize(
    ("computer", "telling"),
    [
        (Computer("darwin", "x86_64", "23.4.0", "root:xnu-1/RELEASE_X86_64"), "Intel"),
        (Computer("darwin", "arm64", "22.6.0", "root:xnu-1/RELEASE_ARM64_T8103"), "macOS 14"),
        (Computer("linux", "x86_64", libc="glibc 2.17"), "has 2.17"),
        (Computer("linux", "x86_64", libc=""), "another C library"),
        (Computer("linux", "riscv64", libc="glibc 2.39"), "riscv64"),
        (Computer("freebsd14", "amd64"), "freebsd14"),
        (Computer("win32", "x86"), "64-bit"),
    ],
)
def test_where_there_are_no_wheels_it_says_why_and_what_works_instead(
    computer: Computer, telling: str, tmp_path: Path
) -> None:
    sentence = unfit(computer)
    assert telling in sentence and "What works instead" in sentence
    plan = Installation(Environment(tmp_path / "srxai-engine"), CPU)
    creation = Creation(plan, System(computer=computer))
    end = Waiter(creation.created, creation.failed)
    creation.start()
    assert end.wait() == ("failed", (sentence,))
    assert list(tmp_path.iterdir()) == [], "before anything is made"


def test_an_index_of_ones_own_may_have_packages_for_any_computer(tmp_path: Path) -> None:
    intel = Computer("darwin", "x86_64", "22.6.0", "RELEASE_X86_64")
    plan = Installation(Environment(tmp_path / "srxai-engine"), CONFIGURED)
    creation = Creation(plan, System(computer=intel, find=lambda _: []))
    end = Waiter(creation.created, creation.failed)
    creation.start()
    assert "No Python" in end.wait()[1][0]


def test_windows_on_arm_is_told_what_is_slower() -> None:
    assert "ARM" in caution(Computer("win32", "ARM64"))
    assert caution(WINDOWS) == ""
    assert "x86" in misfit(Computer("win32", "ARM64"), "win-arm64", "ARM64")
    assert misfit(Computer("win32", "ARM64"), "win-amd64", "AMD64") == ""


def program(path: Path, *processors: int) -> Path:
    """The head of a macOS program for these types of processors."""
    if len(processors) == 1:
        path.write_bytes(b"\xcf\xfa\xed\xfe" + struct.pack("<I", processors[0]) + bytes(24))
    else:
        parts = b"".join(struct.pack(">IIIII", p, 0, 4096, 1, 14) for p in processors)
        path.write_bytes(b"\xca\xfe\xba\xbe" + struct.pack(">I", len(processors)) + parts)
    return path


INTEL, ARM = 0x01000007, 0x0100000C


def test_under_rosetta_programs_with_a_part_for_the_processor_are_started_as_that(
    tmp_path: Path,
) -> None:
    universal = program(tmp_path / "universal", INTEL, ARM)
    assert ROSETTA.started(str(universal), ["-I"]) == (
        "/usr/bin/arch",
        ["-arm64", str(universal), "-I"],
    )
    thin = program(tmp_path / "thin", ARM)
    assert ROSETTA.started(str(thin), [])[0] == "/usr/bin/arch"
    for other in (program(tmp_path / "intel", INTEL), tmp_path / "none"):
        assert ROSETTA.started(str(other), ["-I"]) == (str(other), ["-I"])
    assert MAC.started(str(universal), ["-I"]) == (str(universal), ["-I"])
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\n")
    assert not has_arm64(script) and has_arm64(universal)


def test_a_python_for_intel_is_passed_over_on_apple_silicon() -> None:
    assert "Intel" in misfit(ROSETTA, "macosx-10.13-universal2", "x86_64")
    assert misfit(ROSETTA, "macosx-10.13-universal2", "arm64") == ""


def test_each_computer_is_given_the_standalone_python_of_its_processor() -> None:
    assert LINUX.triple == "x86_64-unknown-linux-gnu"
    assert ROSETTA.triple == MAC.triple == "aarch64-apple-darwin"
    assert WINDOWS.triple == Computer("win32", "ARM64").triple == "x86_64-pc-windows-msvc"


# A path's length


def test_on_windows_a_folder_is_refused_from_which_torchs_longest_path_would_be_too_long() -> None:
    # "Lib\site-packages\" and torch 2.13's licence of duktape within civetweb: 18 + 167
    fits = PureWindowsPath("C:\\" + "a" * (259 - 1 - 18 - 167 - 3))
    assert too_long(fits, "win32") == "" and len(str(fits)) == LONGEST_FOLDER == 73
    sentence = too_long(PureWindowsPath(f"{fits}b"), "win32")
    most = int(re.search(r"Choose a folder of at most (\d+) characters", sentence)[1])
    chosen = "C:\\" + "a" * (most - 3)
    assert too_long(PureWindowsPath(chosen, FOLDER), "win32") == "", "what it says is enough"
    assert too_long(PureWindowsPath(chosen + "a", FOLDER), "win32")
    assert too_long(PureWindowsPath(f"{fits}b"), "win32", long_paths=True) == ""
    assert too_long(PureWindowsPath(f"{fits}b"), "linux") == ""


def test_the_place_in_a_profile_was_too_long_from_eight_letters_on_and_the_new_one_is_not() -> None:
    profile = r"C:\Users\{}\AppData\Roaming\QGIS\QGIS3\profiles\default\srxai\engine"
    assert too_long(PureWindowsPath(profile.format("jmueller")), "win32")
    local = r"C:\Users\{}\AppData\Local\srxai\engine"
    assert not too_long(PureWindowsPath(local.format("jmueller" * 4)), "win32")


# What a Python lacks


def python_that_says(path: Path, lacks: str) -> Path:
    """One that loads everything but this module."""
    path.write_text(
        "#!/bin/sh\n"
        f"exec /usr/bin/python3 -c \"import sys, runpy; sys.modules['{lacks}'] = None; "
        'sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[-1], run_name=\'__main__\')" "$@"\n'
    )
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("lacks", ["ssl", "ctypes"])
def test_a_python_that_lacks_what_an_installation_needs_is_passed_over_with_words(
    lacks: str, tmp_path: Path
) -> None:
    found = python_that_says(tmp_path / "python3.11", lacks)
    system = System(platform="linux", variables={}, find=lambda _: [str(found)], computer=LINUX)
    search = BaseSearch(system=system)
    end = Waiter(search.found, search.missing)
    search.start()
    name, (sentence,) = end.wait()
    assert name == "missing" and f"{found}: lacks {lacks}" in sentence


# Where it lies on Windows


def test_on_windows_the_environment_lies_outside_of_roaming_profiles_and_an_old_one_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setattr(interpreter, "own_folder", lambda: tmp_path / "Roaming" / "srxai")
    new = interpreter.usual_environment()
    assert new.folder == tmp_path / "Local" / "srxai" / "engine"
    old = Environment(tmp_path / "Roaming" / "srxai" / "engine")
    old.write_note(True)
    assert interpreter.usual_environment() == old
    old.note.unlink()
    assert interpreter.usual_environment() == new


def test_elsewhere_it_lies_in_the_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert interpreter.usual_environment().folder == interpreter.own_folder() / "engine"
