from __future__ import annotations

import ast
from pathlib import Path

import srxai_plugin.engine.imagery as imagery

ALLOWED = ("srxai_plugin.contract", "srxai_plugin.engine.machine.files")
OWN = "srxai_plugin.engine.imagery."


def test_rasters_and_regions_know_nothing_of_networks_and_tiles():
    """Others read imagery: what it imported of them would run in a circle."""
    modules = sorted(Path(imagery.__file__).parent.glob("*.py"))
    imported = {
        (path.name, node.module)
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("srxai_plugin")
    }
    assert len(imported) > 10
    assert {i for i in imported if not i[1].startswith((*ALLOWED, OWN))} == set()
