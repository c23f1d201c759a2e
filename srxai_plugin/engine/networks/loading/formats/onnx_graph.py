"""ONNX, through onnx2pytorch: a graph of torch modules, differentiable down to the image."""

from __future__ import annotations

import warnings
from typing import Any, Optional

from torch import nn

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.engine.machine.memory import bounded
from srxai_plugin.engine.networks.base import Reading
from srxai_plugin.engine.networks.foreign.without_torchvision import import_without_torchvision
from srxai_plugin.engine.networks.loading.formats.file import File
from srxai_plugin.engine.networks.loading.formats.graph import told_training
from srxai_plugin.engine.networks.loading.formats.guided import guided_by
from srxai_plugin.engine.networks.loading.formats.program import Input, read_program, refuse_several

CONTROL = frozenset({"Loop", "Scan", "If", "SequenceMap"})
"""Operators that hold graphs of their own."""


FOLDED = frozenset(
    (
        *("ReduceL2", "Div", "Mul", "Sqrt", "Pow", "ReduceSum", "ReduceSumSquare"),
        *("LpNormalization", "Reshape", "Transpose"),
    )
)
"""Operators that weight norm is made of; none makes more of its inputs than they are."""


def matches(file: File) -> bool:
    """Protocol buffers have no magic number: the first field, the version of ONNX, a small one."""
    return file.content[:1] == b"\x08" and file.content[1:2] < b"\x20"


def read(file: File) -> tuple[str, Reading]:
    """``onnx``, and the network.

    Raises:
        BadInput: it is cut short, or no ONNX.
        Unsupported: it holds what onnx2pytorch cannot take, or the packages are missing.
    """
    onnx, converter = _packages(file)
    try:
        model = onnx.load_model_from_string(file.content)
    except Exception:  # protobuf's DecodeError, which is no part of onnx
        raise file.unreadable("ONNX file") from None
    if any(tensor.external_data for tensor in model.graph.initializer):
        raise Unsupported(
            f"{file.name} keeps its weights in another file. Export it as one: "
            "torch.onnx.export(…, external_data=False)."
        )
    _refuse_loops(file, model)
    _refuse_training(file, model)
    inputs, outputs = _inputs(model), len(model.graph.output)
    guided = guided_by(inputs, outputs)
    if guided is None:
        refuse_several(file.name, inputs, outputs)
    try:
        with warnings.catch_warnings(), bounded():
            warnings.simplefilter("ignore")  # it lists every default of Resize that is not torch's
            module: nn.Module = converter.ConvertModel(_folded(_without_aliases(model))).float()
    except Exception as error:  # NotImplementedError, KeyError, IndexError, … by operator
        reason = " ".join(str(error).split())[:200]
        raise Unsupported(
            f"{file.name} holds something that onnx2pytorch cannot convert: {reason}"
        ) from None
    if guided is not None:
        return "onnx", guided.read(file.name, module)
    return "onnx", read_program(file.name, module, _input(file, inputs[0][1]))


def _refuse_loops(file: File, model: Any) -> None:
    """A graph of loops may never end, and none that upscales an image needs one."""
    nodes = [*model.graph.node, *(node for f in model.functions for node in f.node)]
    found = sorted({node.op_type for node in nodes} & CONTROL)
    if found:
        raise Unsupported(
            f"{file.name} holds the operator {found[0]}, which decides while it runs what is "
            "computed. Export the network without loops and conditions."
        )


def _refuse_training(file: File, model: Any) -> None:
    """As ``graph.refuse_training``, by what ONNX says of training mode."""
    given = {tensor.name: tensor for tensor in model.graph.initializer}
    given |= {n.output[0]: n.attribute[0].t for n in model.graph.node if n.op_type == "Constant"}
    for node in [*model.graph.node, *(node for f in model.functions for node in f.node)]:
        attributes = {a.name: a.i for a in node.attribute}
        if node.op_type == "BatchNormalization" and attributes.get("training_mode"):
            told_training(file.name, "normalises by batch statistics")
        if node.op_type == "Dropout" and len(node.input) > 2 and node.input[2] in given:
            mode = given[node.input[2]]
            if any(mode.raw_data) or any(mode.int32_data):
                told_training(file.name, "drops values")


def _packages(file: File) -> tuple[Any, Any]:
    try:
        return import_without_torchvision("onnx"), import_without_torchvision("onnx2pytorch")
    except ImportError as missing:
        raise Unsupported(
            f"{file.name} is ONNX, and the packages that read it cannot be imported ({missing}). "
            "Install them into the engine's environment: pip install onnx, then pip install "
            "--no-deps onnx2pytorch==0.6.0."
        ) from None


def _without_aliases(model: Any) -> Any:
    """Weights that torch's exporter names twice by ``Identity``, put where they are used: the
    converter looks for weights among the initializers only."""
    weights = {tensor.name for tensor in model.graph.initializer}
    names: dict[str, str] = {}
    for node in list(model.graph.node):
        if node.op_type == "Identity" and names.get(node.input[0], node.input[0]) in weights:
            names[node.output[0]] = names.get(node.input[0], node.input[0])
            model.graph.node.remove(node)
        else:
            node.input[:] = [names.get(name, name) for name in node.input]
    return model


def _folded(model: Any) -> Any:
    """Weights that a graph computes from others before it uses them, as weight norm is written
    down: the converter takes a convolution's weights from the initializers only."""
    onnx = import_without_torchvision("onnx")
    reference = import_without_torchvision("onnx.reference")
    known = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    constants = dict(known)
    for node in list(model.graph.node):
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            constants[node.output[0]] = onnx.numpy_helper.to_array(node.attribute[0].t)
        if node.op_type not in FOLDED or not all(name in constants for name in node.input):
            continue
        if not any(name in known for name in node.input):  # of sizes alone
            continue
        feeds = {name: constants[name] for name in node.input}
        run = reference.ReferenceEvaluator(node, opsets={"": _opset(model)})
        (value,) = run.run(None, feeds)
        if value.size > sum(each.size for each in feeds.values()):
            continue
        known[node.output[0]] = constants[node.output[0]] = value
        model.graph.initializer.append(onnx.numpy_helper.from_array(value, node.output[0]))
        model.graph.node.remove(node)
    return model


def _opset(model: Any) -> int:
    return next((o.version for o in model.opset_import if o.domain in ("", "ai.onnx")), 1)


def _inputs(model: Any) -> list[tuple[str, list[Optional[int]]]]:
    """Name and sides of each, None where they are free."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return [
        (i.name, [d.dim_value if d.dim_value > 0 else None for d in i.type.tensor_type.shape.dim])
        for i in model.graph.input
        if i.name not in weights
    ]


def _input(file: File, sides: list[Optional[int]]) -> Input:
    if len(sides) != 4:
        raise Unsupported(
            f"{file.name} takes an input of {len(sides)} dimensions. Only networks that take one "
            "image (N, C, h, w) are explained here."
        )
    batch, bands, height, width = sides
    return Input(batch, bands, height, width)
