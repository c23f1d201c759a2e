"""One network in every file format: the same output, and both methods run on it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.networks.conftest import needs

CPU = torch.device("cpu")
FREE = ({2: torch.export.Dim.DYNAMIC, 3: torch.export.Dim.DYNAMIC},)


class Unknown(nn.Module):
    """Of no known architecture, with what graphs make difficult: sizes computed on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, padding=1)
        self.act = nn.PReLU(6)
        self.up = nn.Conv2d(3, 12, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[-2:]
        x = nn.functional.pad(x, (0, -width % 8, 0, -height % 8), "replicate")
        first, second = self.act(self.conv(x)).chunk(2, 1)
        first = first * second.mean((2, 3), keepdim=True).sigmoid() + x
        y = nn.functional.pixel_shuffle(self.up(first), 2)
        return y[..., : 2 * height, : 2 * width]


def export(module: nn.Module, path: Path, dynamic: bool = True) -> Path:
    example = (torch.rand(1, 3, 24, 32),)
    program = torch.export.export(module, example, dynamic_shapes=FREE if dynamic else None)
    torch.export.save(program, path)
    return path


def assert_explained(network: SRNetwork, image: torch.Tensor) -> None:
    objective = Texture(Window(12, 12, 8, 8))
    for method in (LAM(steps=2), GatedGradient()):
        raw = method.attribute(network, image[0], objective, lambda: None).raw
        assert raw.isfinite().all()
        assert raw.abs().sum() > 0


def module_of(kind: str) -> nn.Module:
    torch.manual_seed(0)
    return (EDSR(2, 3, 8, 1) if kind == "edsr" else Unknown()).eval()


@pytest.mark.parametrize("kind", ["edsr", "unknown"])
@pytest.mark.parametrize("format", ["pt2", "onnx", "old onnx"])
def test_exported_network_computes_the_same_and_is_explained(tmp_path, kind, format):
    module = module_of(kind)
    path = tmp_path / "net.pt"  # its ending says nothing
    if format == "pt2":
        export(module, path)
    else:
        needs("onnx", "onnx2pytorch")
        image = (torch.rand(1, 3, 24, 32),)
        if format == "onnx":
            needs("onnxscript")
            torch.onnx.export(
                module, image, path, dynamic_shapes=FREE, external_data=False, verbose=False
            )
        else:
            axes = {"x": {2: "h", 3: "w"}}
            torch.onnx.export(
                module, image, path, dynamo=False, input_names=["x"], dynamic_axes=axes
            )
    network = load_checkpoint(path, CPU)
    assert (network.scale, network.bands) == (2, 3)
    assert network.architecture == ("exported" if format == "pt2" else "onnx")
    # Two at once, of another size than the example; a program's guards allow multiples of 8 only
    # where its example was one.
    images = torch.rand(2, 3, *((40, 24) if format == "pt2" else (30, 21)))
    with torch.no_grad():
        assert torch.allclose(network(images), module(images), atol=1e-5)
    assert_explained(network, images)
    assert any(isinstance(m, nn.Conv2d) for m in network.module.modules())


def test_program_of_one_size_says_so(tmp_path):
    network = load_checkpoint(export(module_of("edsr"), tmp_path / "net.pt2", dynamic=False), CPU)
    assert network(torch.rand(2, 3, 24, 32)).shape == (2, 3, 48, 64)
    with pytest.raises(BadInput, match="32 × 24 pixels only, and the tile has 16 × 16"):
        network(torch.rand(1, 3, 16, 16))


def test_classifier_as_a_program_is_refused(tmp_path):
    classifier = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with pytest.raises(Unsupported, match="no super-resolution network"):
        load_checkpoint(export(classifier.eval(), tmp_path / "net.pt2", dynamic=False), CPU)


def test_program_without_weights_is_refused(tmp_path):
    with pytest.raises(Unsupported, match="holds no weights"):
        load_checkpoint(export(nn.Upsample(scale_factor=2), tmp_path / "net.pt2", False), CPU)


def rewritten(path: Path, change: Callable[[list[dict]], None]) -> Path:
    """The same archive with its graph changed."""
    return rewritten_program(
        path, lambda program: change(program["graph_module"]["graph"]["nodes"])
    )


def rewritten_program(path: Path, change: Callable[[dict], None]) -> Path:
    """The same archive with its program changed."""
    other = path.with_name("other.pt2")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("models/model.json"):
                program = json.loads(content)
                change(program)
                content = json.dumps(program).encode()
            new.writestr(name, content)
    return other


@pytest.mark.parametrize(
    "target", ["torch.os.system", "torch.ops.aten.from_file.default", "_operator.methodcaller"]
)
def test_program_may_call_nothing_but_arithmetic(tmp_path, target):
    path = export(module_of("edsr"), tmp_path / "net.pt2")

    def change(nodes: list[dict]) -> None:
        nodes[-1]["target"] = target

    with pytest.raises(Unsupported, match=f"calls '{target}'"):
        load_checkpoint(rewritten(path, change), CPU)


def test_a_program_of_two_inputs_is_refused_with_both_and_their_sizes(tmp_path):
    path = export(module_of("edsr"), tmp_path / "net.pt2", dynamic=False)

    def change(program: dict) -> None:
        graph, signature = (program["graph_module"][key] for key in ("graph", "signature"))
        sizes = [{"as_int": side} for side in (1, 4, 48, 60)]
        (image,) = [n for n, t in graph["tensor_values"].items() if n == "x"]
        graph["tensor_values"]["guide"] = {**graph["tensor_values"][image], "sizes": sizes}
        signature["input_specs"].append({"user_input": {"arg": {"as_tensor": {"name": "guide"}}}})

    with pytest.raises(Unsupported) as refused:
        load_checkpoint(rewritten_program(path, change), CPU)
    assert "takes 2 inputs ('x' of 1 × 3 × 24 × 32; 'guide' of 1 × 4 × 48 × 60)" in str(
        refused.value
    )
    assert "gives 1 output." in str(refused.value)


def test_onnx_of_two_inputs_is_refused_with_both_and_their_sizes(tmp_path):
    needs("onnx", "onnx2pytorch")
    from onnx import TensorProto, helper, save

    shapes = {"coarse": [1, 6, None, None], "fine": [1, 4, 48, 48]}
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in shapes.items()]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 6, None, None])
    graph = helper.make_graph([helper.make_node("Add", [*shapes], ["y"])], "two", inputs, [output])
    save(helper.make_model(graph), tmp_path / "net.onnx")
    with pytest.raises(Unsupported, match="'coarse' of 1 × 6 × any × any; 'fine' of 1 × 4 × 48"):
        load_checkpoint(tmp_path / "net.onnx", CPU)


def test_onnx_with_its_weights_elsewhere_is_refused_with_the_way_out(tmp_path):
    needs("onnx", "onnx2pytorch", "onnxscript")
    path = tmp_path / "net.onnx"
    torch.onnx.export(
        module_of("edsr"), (torch.rand(1, 3, 24, 32),), path, external_data=True, verbose=False
    )
    with pytest.raises(Unsupported, match="external_data=False"):
        load_checkpoint(path, CPU)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_torchscript_gives_its_weights_and_runs_nothing(tmp_path):
    module = module_of("edsr")
    torch.jit.trace(module, torch.rand(1, 3, 16, 16)).save(str(tmp_path / "net.pt"))
    network = load_checkpoint(tmp_path / "net.pt", CPU)
    assert (network.architecture, network.scale) == ("edsr", 2)
    image = torch.rand(1, 3, 12, 9)
    with torch.no_grad():
        assert torch.allclose(network(image), module(image), atol=1e-6)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_torchscript_of_an_unknown_architecture_is_refused_with_the_way_out(tmp_path):
    torch.jit.script(nn.Sequential(nn.Conv2d(3, 3, 3))).save(str(tmp_path / "net.pt"))
    with pytest.raises(BadInput, match=r"export the network to \.onnx or \.pt2"):
        load_checkpoint(tmp_path / "net.pt", CPU)


WRAPPINGS = {
    "params": lambda s: {"params": s},
    "nested": lambda s: {"state_dict": {"model": s}, "epoch": 3},
    "generator": lambda s: {"generator": s, "discriminator": {}},
    "netG.": lambda s: {f"netG.{k}": v for k, v in s.items()},
    "module.netG.": lambda s: {"net": {f"module.netG.{k}": v for k, v in s.items()}},
    "lightning": lambda s: {"state_dict": {f"sr_model.{k}": v for k, v in s.items()}},
    "half": lambda s: {k: v.half() for k, v in s.items()},
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_published_wrappings_are_opened(saved, wrapping):
    state = EDSR(2, 3, 8, 1).state_dict()
    network = load_checkpoint(saved(WRAPPINGS[wrapping](state), "net.pkl"), CPU)
    assert (network.architecture, network.scale) == ("edsr", 2)


def test_content_decides_and_not_the_name(tmp_path, saved):
    state = EDSR(2, 3, 8, 1).state_dict()
    save_file(state, tmp_path / "tensors.pth")
    assert load_checkpoint(tmp_path / "tensors.pth", CPU).scale == 2
    assert load_checkpoint(saved(state, "pickle.safetensors"), CPU).scale == 2
