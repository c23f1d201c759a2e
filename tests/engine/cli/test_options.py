"""Options of the command line hold what the fields of a request hold."""

from __future__ import annotations

import pytest

from srxai_plugin.engine.cli.main import main

EXPLAIN = ("explain", "a.tif", "--window", "0,0,4,4", "--output", "b")
REFUSED = [
    ((*EXPLAIN, "--threads", "0"), "--threads is 0; it can be from 1 to 1024."),
    ((*EXPLAIN, "--context", "-1"), "--context is -1; it can be 0 or more."),
    ((*EXPLAIN, "--seed", "-1"), "--seed is -1; it can be a whole number from 0 to 2^63 − 1."),
    ((*EXPLAIN, "--device", "gpu"), "--device is gpu; it can be one of auto, cpu, cuda."),
    (
        (*EXPLAIN, "--scaling", "log"),
        "--scaling is log; it can be one of dtype, percentile, none,",
    ),
    (
        (*EXPLAIN, "--view", "all"),
        "--view is all; it can be one of signed, bands, density, layers.",
    ),
    ((*EXPLAIN, "--threads", "two"), "argument --threads: invalid int value: 'two'."),
    (("study", "a", "--output", "b", "--threads", "0"), "--threads is 0; it can be from 1 to 1024"),
    (("study", "a", "--output", "b", "--device", "gpu"), "--device is gpu; it can be one of auto,"),
    (("superresolve", "a", "--output", "b", "--tile", "0"), "--tile is 0; it can be 1 or more."),
    (("reliance", "a", "--output", "b", "--stride", "0"), "--stride is 0; it can be 1 or more."),
    (("batch", "a", "--output", "b", "--workers", "0"), "workers is 0; it can be 1 or more."),
]


@pytest.mark.parametrize(("given", "sentence"), REFUSED, ids=[" ".join(g) for g, _ in REFUSED])
def test_what_an_option_cannot_hold_is_refused_by_its_name(
    given: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
):
    assert main(given) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"error: {sentence}")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    "words", ["(0 or more)", "from 1 to 1024", "auto|cpu|cuda", "signed, bands, density, layers"]
)
def test_the_help_says_what_an_option_can_hold(words: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(("explain", "--help"))
    assert words in " ".join(capsys.readouterr().out.split())
