"""ONNX graphs that never end, or that want more memory than there is: a sentence, and soon."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint

CPU = torch.device("cpu")
IMAGE = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, None, None])
LARGER = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3, None, None])


def save(path: Path, nodes: list, constants: dict[str, np.ndarray]) -> Path:
    weights = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "bomb", [IMAGE], [LARGER], weights)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    return path


def test_a_loop_that_never_ends_is_refused(tmp_path):
    state = helper.make_tensor_value_info("s", TensorProto.FLOAT, None)
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["going"], ["goes"]),
            helper.make_node("Identity", ["s"], ["t"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            state,
        ],
        [
            helper.make_tensor_value_info("goes", TensorProto.BOOL, []),
            helper.make_tensor_value_info("t", TensorProto.FLOAT, None),
        ],
    )
    loop = helper.make_node("Loop", ["many", "true", "x"], ["y"], body=body)
    constants = {"many": np.array(2**62), "true": np.array(True)}
    with pytest.raises(Unsupported, match="operator Loop"):
        load_checkpoint(save(tmp_path / "loop.onnx", [loop], constants), CPU)


@pytest.mark.parametrize("side", [200_000, 2**21, 2**31], ids=["160 GB", "TB", "beyond"])
def test_a_constant_larger_than_memory_is_refused(tmp_path, side):
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["huge"]),
        helper.make_node("ReduceMax", ["huge"], ["least"], keepdims=0),
        helper.make_node("Add", ["x", "least"], ["y"]),
    ]
    path = save(tmp_path / "huge.onnx", nodes, {"shape": np.array([side, side])})
    with pytest.raises(Unsupported, match=r"huge\.onnx"):
        load_checkpoint(path, CPU)
