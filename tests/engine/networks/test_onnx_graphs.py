"""ONNX as it is written by hand or by others, against ONNX's own reference implementation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from srxai_plugin.engine.networks.foreign.without_torchvision import import_without_torchvision
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.networks.conftest import needs

RNG = np.random.RandomState(0)
GIVEN = {
    "v": RNG.uniform(-0.2, 0.2, (12, 3, 3, 3)).astype(np.float32),
    "flat": RNG.uniform(-0.2, 0.2, (12, 27)).astype(np.float32),
    "g": RNG.uniform(0.5, 1, (12, 1, 1, 1)).astype(np.float32),
    "b": RNG.uniform(-0.1, 0.1, 12).astype(np.float32),
    "axes": np.array([1, 2, 3]),
    "kernels": np.array([12, 3, 3, 3]),
    "as it is": np.array([0, 0, 0, 0]),
    "in a row": np.array([0, 12, -1]),
    "folded": np.array([1, 0, 4, 20]),
    "back": np.array([1, 12, 8, 10]),
}
"""Everything that a graph of the below may take beside its image of 8 × 10 pixels."""

CONVOLVED = [("Conv", ["x", "v", "b"], "c", {"pads": [1] * 4})]
NORMED = [("Conv", ["x", "w", "b"], "c", {"pads": [1] * 4})]
GRAPHS: dict[str, list[tuple[str, list[str], str, dict[str, Any]]]] = {
    "reshape of zeros": [*CONVOLVED, ("Reshape", ["c", "as it is"], "r", {})],
    "reshape of a zero and a rest": [
        *CONVOLVED,
        ("Reshape", ["c", "in a row"], "row", {}),
        ("Softmax", ["row"], "soft", {"axis": -1}),
        ("Reshape", ["soft", "back"], "r", {}),
    ],
    "reshape of a zero in the middle": [
        *CONVOLVED,
        ("Reshape", ["c", "folded"], "half", {}),
        ("Reshape", ["half", "back"], "r", {}),
    ],
    "weight norm by a length": [
        ("ReduceL2", ["v"], "n", {"axes": [1, 2, 3], "keepdims": 1}),
        ("Div", ["v", "n"], "d", {}),
        ("Mul", ["d", "g"], "w", {}),
        *NORMED,
    ],
    "weight norm by squares": [
        ("Mul", ["v", "v"], "vv", {}),
        ("ReduceSum", ["vv", "axes"], "n2", {"keepdims": 1}),
        ("Sqrt", ["n2"], "n", {}),
        ("Div", ["g", "n"], "d", {}),
        ("Mul", ["v", "d"], "w", {}),
        *NORMED,
    ],
    "kernels of length 1": [
        ("LpNormalization", ["flat"], "d", {"axis": 1, "p": 2}),
        ("Reshape", ["d", "kernels"], "w", {}),
        *NORMED,
    ],
}


@pytest.mark.parametrize("name", GRAPHS)
def test_graph_computes_what_onnx_says(tmp_path: Path, name: str):
    needs("onnx", "onnx2pytorch")
    onnx = import_without_torchvision("onnx")
    reference = import_without_torchvision("onnx.reference")
    make, steps = onnx.helper, GRAPHS[name]
    nodes = [make.make_node(kind, given, [out], **how) for kind, given, out, how in steps]
    nodes += [make.make_node("DepthToSpace", [steps[-1][2]], ["y"], blocksize=2, mode="CRD")]
    taken = {each for _, given, _, _ in steps for each in given} & GIVEN.keys()
    shape = (1, 3, 8, 10)
    graph = make.make_graph(
        nodes,
        "graph",
        [make.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [make.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
        [onnx.numpy_helper.from_array(GIVEN[each], each) for each in sorted(taken)],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 13)], ir_version=8)
    (tmp_path / "net.onnx").write_bytes(model.SerializeToString())
    network = load_checkpoint(tmp_path / "net.onnx", torch.device("cpu"))
    image = RNG.uniform(0, 1, shape).astype(np.float32)
    (expected,) = reference.ReferenceEvaluator(model).run(None, {"x": image})
    with torch.no_grad():
        found = network(torch.from_numpy(image)).numpy()
    assert np.allclose(found, expected, atol=1e-5)
