"""A cancel at any stage is answered by the worker, and leaves nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srxai_plugin.contract import wire
from srxai_plugin.contract.requests import Method
from tests.engine.faults.conftest import USUAL_JOBS

OVER = ("writing", "done")
"""Stages at which all is done but the moving of files: a cancel may come too late."""


@pytest.mark.parametrize("do", USUAL_JOBS)
def test_cancelled_at_any_stage(do, worker, job):
    asked, stages, one = job(do), [], worker()
    one.tell(**asked.message())
    assert one.outcome(stages) == "done"
    for number, stage in enumerate(stages, start=2):
        for path in asked.output.rglob("*"):
            path.unlink() if not path.is_dir() else None
        asked = replace(asked, output=asked.output.parent.parent / str(number))
        place = asked.request.output.replace(do, str(number))
        one.tell(**replace(asked, request=replace(asked.request, output=place)).message(number))
        assert one.outcome(until=stage) == stage
        one.tell(do=wire.CANCEL, id=number)
        ended = one.outcome()
        assert ended == wire.CANCELLED or (ended == "done" and stage in OVER)
        assert ended == "done" or not asked.output.exists()
    assert one.run(job(do)) == "done"


def test_what_waits_behind_a_long_one_is_cancelled_at_once(worker, job):
    asked, one = job("explain"), worker()
    long = replace(asked.request, methods=(Method("lam", {"steps": 900}),))
    one.tell(**replace(asked, request=long).message(1))
    assert one.outcome(until="attributing lam") == "attributing lam"
    one.tell(do=wire.PING, id=2)
    one.tell(do=wire.CANCEL, id=2)
    while (said := one.hear())["id"] == 1:
        assert said["event"] == wire.PROGRESS
    assert (said["id"], said["event"]) == (2, wire.CANCELLED)
    one.tell(do=wire.CANCEL, id=1)
    assert one.outcome() == wire.CANCELLED
    one.tell(do=wire.CANCEL, id=3)  # of nothing; the one that follows is not meant
    one.tell(do=wire.PING, id=3)
    assert one.outcome() == wire.DONE


@pytest.mark.parametrize("do", [wire.CANCEL, wire.PING, wire.ENOUGH])
@pytest.mark.parametrize("id", [[1], {"a": 1}, 1.5])
def test_an_id_that_is_none_is_told_and_the_worker_hears_the_next(do, id, worker):
    one = worker()
    one.tell(do=do, id=id)
    assert one.outcome() == "failed BadInput A request's 'id' should be a number."
    one.tell(do=wire.PING, id=1)
    assert one.outcome() == wire.DONE
