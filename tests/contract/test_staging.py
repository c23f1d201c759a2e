"""What lies beside a result until it is whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from srxai_plugin.contract import staging


def test_a_staging_folder_is_open_to_whom_any_folder_there_is(tmp_path: Path):
    """On Windows one that is its owner's alone hands that on to every file of a result."""
    usual = tmp_path / "usual"
    usual.mkdir()
    assert staging.begin(tmp_path).stat().st_mode == usual.stat().st_mode


def test_no_two_staging_folders_of_one_process_are_the_same(tmp_path: Path):
    assert len({staging.begin(tmp_path) for _ in range(3)}) == 3


def test_a_result_is_placed_when_each_of_its_renames_is_refused_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As where a scanner reads what was just written."""
    begun = staging.begin(tmp_path)
    for name in ("map.tif", "result.json"):
        (begun / staging.FILES / name).write_text(name)
    rename, refused = os.replace, set()

    def once_refused(path: Any, to: Any) -> None:
        if path not in refused:
            refused.add(path)
            error = PermissionError(13, "in use")
            error.winerror = 32  # type: ignore[misc,unused-ignore]
            raise error
        rename(path, to)

    monkeypatch.setattr(os, "replace", once_refused)
    staging.finish(begun, "result.json")
    assert {path.name for path in tmp_path.iterdir()} == {"map.tif", "result.json"}
    assert len(refused) == 4, "the last one aside, the folder, and both into their places"
