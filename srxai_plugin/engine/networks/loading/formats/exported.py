"""``torch.export`` programs (.pt2): their graph is read as data and computed here.

``torch.export.load`` is not used: it unpickles, evaluates expressions and guards, and resolves any
name under ``torch``, all from the file. Of the archive only ``model.json`` and the raw bytes of the
weights are read, and the graph may call nothing but the operators in ``OPERATORS``.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from typing import Any

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.engine.networks.base import Reading
from srxai_plugin.engine.networks.loading.formats.file import BROKEN, COPIES, File, refuse_too_large
from srxai_plugin.engine.networks.loading.formats.graph import DTYPES, Graph, refuse_training
from srxai_plugin.engine.networks.loading.formats.guards import (
    Side,
    Unreadable,
    read_guards,
    read_side,
)
from srxai_plugin.engine.networks.loading.formats.guided import guided_by
from srxai_plugin.engine.networks.loading.formats.program import Input, read_program, refuse_several

SCHEMA = 8
"""Major version of the serialised graph that is understood: of torch 2.9 to 2.13 at least."""


def matches(file: File) -> bool:
    """Whether it is a zip archive with a program of ``torch.export``, old or new."""
    return "models/model.json" in file.members or "serialized_exported_program.json" in file.members


def read(file: File) -> tuple[str, Reading]:
    """``exported``, and the network.

    Raises:
        BadInput: it is cut short, or not what it says.
        Unsupported: it holds operators or a form that cannot be computed here.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return _read(file, archive)
    except BROKEN:
        raise file.unreadable("exported program") from None


def _read(file: File, archive: zipfile.ZipFile) -> tuple[str, Reading]:
    top = archive.namelist()[0].partition("/")[0]
    if "models/model.json" not in file.members:
        raise Unsupported(f"{file.name} was exported by an old torch. Export it with 2.9 or later.")
    program = json.loads(archive.read(f"{top}/models/model.json"))
    if program["schema_version"]["major"] != SCHEMA:
        raise Unsupported(
            f"{file.name} was exported by torch {program.get('torch_version')}, in a form that is "
            "not known here. Export it with torch 2.13."
        )
    weights = _weights(file, archive, f"{top}/data/weights/", "model_weights_config.json")
    weights |= _weights(file, archive, f"{top}/data/constants/", "model_constants_config.json")
    graph = program["graph_module"]["graph"]
    refuse_training(file.name, graph["nodes"])
    lifted, images = {}, []
    for spec in program["graph_module"]["signature"]["input_specs"]:
        ((kind, facts),) = spec.items()
        if kind == "user_input":
            images.append(facts["arg"]["as_tensor"]["name"])
        else:
            name = next(v for k, v in facts.items() if k.endswith("_name"))
            lifted[facts["arg"]["name"]] = weights[name]
    outputs = [o["as_tensor"]["name"] for o in graph["outputs"]]
    sizes = {name: graph["tensor_values"][name]["sizes"] for name in images}
    inputs = [(name, [_example(size) for size in sizes[name]]) for name in images]
    guided = guided_by(inputs, len(outputs))
    if guided is None:
        refuse_several(file.name, inputs, len(outputs))
    module = Graph(file.name, graph["nodes"], images, outputs[0], lifted)
    if guided is not None:
        return "exported", guided.read(file.name, module)
    return "exported", read_program(file.name, module, _input(file, program, images[0]))


def _input(file: File, program: dict[str, Any], image: str) -> Input:
    """What the program takes: of free sides, the sizes that its guards allow; where these cannot be
    read, the one size of its example, which they do allow."""
    sizes = program["graph_module"]["graph"]["tensor_values"][image]["sizes"]
    if len(sizes) != 4:
        raise Unsupported(
            f"{file.name} takes an input of {len(sizes)} dimensions. Only networks that take one "
            "image (N, C, h, w) are explained here."
        )
    batch, bands, *sides = (size.get("as_int") for size in sizes)
    guards = program.get("guards_code") or []
    if bands is None or None not in sides:
        return Input(batch, bands, *sides)
    example = [_example(size) for size in sizes[2:]]
    try:
        height, width = (
            Side(least=size["as_int"], most=size["as_int"])
            if "as_int" in size
            else read_side(size["as_expr"]["expr_str"], program.get("range_constraints", {}))
            for size in sizes[2:]
        )
        allowed = read_guards(guards, bands, height, width)
    except Unreadable:
        return Input(batch, bands, example[0], example[1])
    if not allowed.allows(*(np.int64(side) for side in example)):
        raise Unsupported(
            f"{file.name} was exported for several images at a time. Export it for one image."
        )
    if "guards_code" not in program and (height, width) == (Side(), Side()):
        return Input(batch, bands, *sides)
    free = allowed.free(*example)
    tall, wide = (None if goes_on else side for side, goes_on in zip(example, free))
    return Input(batch, bands, tall, wide, allowed)


def _example(size: dict[str, Any]) -> int:
    """A side, or that of the example where it is free."""
    return size["as_int"] if "as_int" in size else size["as_expr"]["hint"]["as_int"]


def _weights(file: File, archive: zipfile.ZipFile, folder: str, config: str) -> dict[str, Tensor]:
    """Tensors by their names in the module; half precision as float32."""
    if folder + config not in archive.namelist():
        return {}
    found = {}
    for name, facts in json.loads(archive.read(folder + config))["config"].items():
        meta = facts["tensor_meta"]
        if facts["use_pickle"] or meta is None:
            raise Unsupported(
                f"{file.name} holds '{name}' as a pickle, which is never run here. Export the "
                "network on the CPU, from plain tensors."
            )
        dtype = DTYPES[meta["dtype"]]
        content = bytearray(archive.read(folder + facts["path_name"]))
        flat = torch.frombuffer(content, dtype=dtype) if content else torch.empty(0, dtype=dtype)
        sizes, strides = ([s["as_int"] for s in meta[key]] for key in ("sizes", "strides"))
        # A view may be far larger than the bytes behind it.
        refuse_too_large(file.name, COPIES * 4 * math.prod(sizes))
        tensor = flat.as_strided(sizes, strides, meta["storage_offset"]["as_int"])
        found[name] = tensor.float() if tensor.is_floating_point() else tensor
    return found
