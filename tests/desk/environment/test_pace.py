"""A download is told in megabytes and minutes, and pip's lines in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from said import RETRY

from srxai_plugin.desk.environment.faults import in_words
from srxai_plugin.desk.environment.pace import Pace

TORCH = "  Downloading torch-2.13.0-cp311-cp311-win_amd64.whl (120.0 MB)"
NUMPY = "  Downloading numpy-2.4.6-cp311-cp311-win_amd64.whl (12.0 MB)"


class Clock:
    """Seconds, as a test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_megabytes_are_those_of_the_packages_that_have_come_and_of_the_one_that_comes() -> None:
    pace = Pace(350.0, Clock())
    assert pace.words() == "" and not pace.is_loading
    pace.feed(TORCH)
    pace.note(30.0)
    assert (pace.got, pace.expected, pace.is_loading) == (30.0, 350.0, True)
    assert pace.words() == "30 of about 350 MB"
    pace.feed(NUMPY)
    pace.note(6.0)
    assert pace.got == 126.0
    pace.feed("Installing collected packages: numpy, torch")
    assert pace.got == 132.0 and not pace.is_loading


def test_minutes_are_those_of_the_last_half_minutes_speed() -> None:
    clock = Clock()
    pace = Pace(360.0, clock)
    pace.feed(TORCH)
    for clock.now in range(0, 61, 1):
        pace.note(min(float(clock.now), 120.0))  # a megabyte a second
    assert pace.words() == "60 of about 360 MB, about 5 min left"
    for clock.now in range(61, 121, 1):
        pace.note(60.0 + (clock.now - 60) / 2)  # half of it
    assert pace.words() == "90 of about 360 MB, about 9 min left"


def test_what_is_waited_for_before_a_download_is_no_slowness_of_it() -> None:
    clock = Clock()
    pace = Pace(360.0, clock)
    for clock.now in range(25):
        pace.note(0.0)  # pip looks for packages
    pace.feed(TORCH)
    for clock.now in range(25, 31):
        pace.note(10.0 * (clock.now - 25))
    assert pace.words() == "50 of about 360 MB, less than a minute left"


def test_a_megabyte_is_too_little_to_tell_a_time_by() -> None:
    clock = Clock()
    pace = Pace(360.0, clock)
    pace.feed(TORCH)
    for clock.now in range(6):
        pace.note(clock.now / 5)
    assert pace.words() == "1 of about 360 MB"


def test_what_lies_in_pips_cache_is_not_waited_for() -> None:
    pace = Pace(350.0, Clock())
    pace.feed("  Using cached torch-2.13.0-cp311-cp311-win_amd64.whl (120.0 MB)")
    assert pace.expected == 230.0


def test_more_than_was_thought_is_told_when_it_is_announced() -> None:
    pace = Pace(100.0, Clock())
    pace.feed(TORCH)
    assert pace.expected == 120.0


def test_the_package_that_comes_is_measured_where_pip_keeps_it(tmp_path: Path) -> None:
    pace = Pace(350.0, Clock())
    pace.feed(TORCH)
    pace.see(tmp_path)
    assert pace.got == 0.0
    (tmp_path / "pip-unpack-abc").mkdir()
    (tmp_path / "pip-unpack-abc" / "torch.whl").write_bytes(bytes(2_000_000))
    (tmp_path / "tmp123").write_bytes(bytes(2_000_000))  # the same, on its way into the cache
    pace.see(tmp_path)
    assert pace.got == 2.0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            f"{RETRY}'ReadTimeoutError(\"HTTPSConnectionPool(host='pypi.org', port=443): Read "
            "timed out. (read timeout=15)\")': /simple/torch/",
            "pypi.org does not answer; it is asked again.",
        ),
        (TORCH, "Downloading torch, 120.0 MB"),
        (
            "  Downloading https://download.pytorch.org/whl/cpu/torch-2.13.0-cp311.whl (190.5 MB)",
            "Downloading torch, 190.5 MB",
        ),
        ("  Using cached numpy-2.4.6-cp311.whl (12.0 MB)", "numpy is here already"),
        ("Processing ./wheels/torch-2.13.0-cp311.whl", "torch is here already"),
        ("Requirement already satisfied: torch==2.13.0 in /x (2.13.0)", "torch is here already"),
        ("Collecting scikit-image<0.27,>=0.25", "Looking for scikit-image"),
        ("Installing collected packages: mpmath, sympy, torch", "Installing 3 packages"),
        ("Looking in indexes: https://user:word@mirror.test/simple", None),
        ("WARNING: Skipping page", None),
        ("Successfully installed torch-2.13.0", "Successfully installed torch-2.13.0"),
    ],
)
def test_pips_lines_become_words(line: str, words: str | None) -> None:
    assert in_words(line) == words
