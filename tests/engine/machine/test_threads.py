"""How many threads a request has that names none."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasterio
import torch

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.scenes import BatchRequest
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.machine.device import use_threads, usual_threads
from srxai_plugin.engine.many.batch import batch


def asked(scene: Path, output: str, **changes: object) -> ExplainRequest:
    return ExplainRequest(
        str(scene),
        Region(window=Window(20, 16, 6, 5)),
        output,
        "fsrcnn-x4",
        (Method("gradient"),),
        **{"context": 2, **changes},
    )


def threads_of(folder: Path) -> int:
    """That the result's raster was made with."""
    with rasterio.open(folder / "gradient.tif") as dataset:
        return int(dataset.tags()["SRXAI_THREADS"])


def test_a_request_without_threads_has_not_those_of_the_one_before(make_raster, tmp_path: Path):
    scene, usual = make_raster(), torch.get_num_threads()
    for name, threads in (("three", 3), ("usual", None)):
        explain(asked(scene, str(tmp_path / name), threads=threads))
    assert threads_of(tmp_path / "three") == 3
    assert threads_of(tmp_path / "usual") == usual != 3


@pytest.mark.parametrize("of_batch", [None, 2])
def test_a_line_of_a_batch_without_threads_has_those_of_the_batch(
    make_raster, tmp_path: Path, of_batch: int | None
):
    scene, usual = make_raster(), torch.get_num_threads()
    lines = tmp_path / "requests.jsonl"
    lines.write_text(
        "".join(
            f"{to_json(asked(scene, '', seed=n, threads=t))}\n" for n, t in enumerate((3, None))
        )
    )
    done = batch(BatchRequest(str(lines), str(tmp_path / "out"), threads=of_batch))
    assert (done.computed, done.failed) == (2, 0)
    made = sorted(threads_of(folder) for folder in (tmp_path / "out").iterdir() if folder.is_dir())
    assert made == [of_batch or usual, 3]


def test_threads_that_are_usual_for_a_while_are_so_no_longer():
    before = torch.get_num_threads()
    with usual_threads(3):
        use_threads(2)
        use_threads(None)
        assert torch.get_num_threads() == 3
    use_threads(None)
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("threads", [0, -1, 1025, 10**30])
def test_numbers_of_threads_that_cannot_be_are_refused(threads: int):
    with pytest.raises(BadInput, match=f"threads is {threads}; it can be from 1 to 1024"):
        use_threads(threads)
