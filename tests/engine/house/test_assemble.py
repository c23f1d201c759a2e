"""The plugin as QGIS loads it from a checkout."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "tools"))

from assemble import NAME, assemble


def test_links_lead_to_the_checkout(tmp_path: Path):
    try:
        (tmp_path / "link").symlink_to(tmp_path)
    except OSError:
        pytest.skip("no links can be made here")
    plugin = assemble(tmp_path / "plugins", link=True)
    assert plugin.name == NAME
    assert all(path.is_symlink() and path.exists() for path in plugin.iterdir())


def test_where_no_links_may_be_made_the_plugin_is_a_copy_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def refused(*_: object, **__: object) -> None:
        raise OSError(22, "A required privilege is not held by the client", None, 1314)

    monkeypatch.setattr(Path, "symlink_to", refused)
    plugin = assemble(tmp_path, link=True)
    assert (plugin / "contract" / "staging.py").is_file()
    assert (plugin / "resources" / "requirements" / "torch.txt").is_file()
    assert not [path for path in plugin.rglob("*") if path.is_symlink()]
    told = capsys.readouterr().err
    assert told.count("warning: ") == 1 and "assemble again after each change" in told
