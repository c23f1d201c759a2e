"""Batches into a folder in which others are at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.scenes import BatchRequest, digest
from srxai_plugin.engine.explaining.explain import absolute
from srxai_plugin.engine.many.batch import batch
from tests.engine.many.test_batch import asked

OTHER = """
import os, signal, sys
from srxai_plugin.contract.scenes import BatchRequest
from srxai_plugin.engine.many import batch as module
from srxai_plugin.engine.explaining.explain import explain

def pausing(request, cancelled):
    def stop(progress):
        if progress.stage == "attributing" and progress.n:
            os.kill(os.getpid(), signal.SIGSTOP)
    return explain(request, stop, cancelled)

module.explain = pausing
done = module.batch(BatchRequest(sys.argv[1], sys.argv[2], threads=1))
sys.exit(done.failed)
"""
"""Another batch, which stands still in the midst of its one explanation."""


@pytest.fixture
def other(make_raster, tmp_path):
    """Where its result will be, and its process, which is ended whatever comes."""
    request = asked(make_raster(), methods=(Method("lam", {"steps": 2}),))
    lines = tmp_path / "others.jsonl"
    lines.write_text(to_json(request) + "\n")
    script = [sys.executable, "-c", OTHER, str(lines), str(tmp_path / "out")]
    with subprocess.Popen(script) as process:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        yield tmp_path / "out" / digest(absolute(request)), process
        process.kill()


@pytest.fixture
def own(make_raster, tmp_path) -> BatchRequest:
    lines = tmp_path / "own.jsonl"
    lines.write_text(to_json(asked(make_raster(), 60)) + "\n")
    return BatchRequest(str(lines), str(tmp_path / "out"), threads=1)


def test_what_a_living_process_makes_in_the_same_folder_is_left_to_it(other, own):
    place, process = other
    assert len([*place.glob(".srxai-*.partial")]) == 1
    assert batch(own).computed == 1
    assert len([*place.glob(".srxai-*.partial")]) == 1
    process.send_signal(signal.SIGCONT)
    while os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1]):
        process.send_signal(signal.SIGCONT)
    assert (place / "result.json").is_file()
    assert not [*place.glob(".srxai-*")]


def test_what_a_killed_process_left_in_the_same_folder_goes(other, own):
    place, process = other
    process.kill()
    process.wait()
    assert len([*place.glob(".srxai-*.partial")]) == 1
    elsewhere = Path(own.output, "of-another-machine", ".srxai-00000000-1-a.partial")
    elsewhere.mkdir(parents=True)
    assert batch(replace(own)).computed == 1
    assert not place.exists()
    assert elsewhere.is_dir()
