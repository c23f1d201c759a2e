"""Computes a serialised graph of ``torch.export``, operator by operator.

Convolutions become modules, for attribution methods look at those.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Optional

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.engine.machine.torch_private import aten

_PURE = """
    _adaptive_avg_pool2d _native_batch_norm_legit_no_training _softmax _to_copy _unsafe_view
    _upsample_bicubic2d_aa _upsample_bilinear2d_aa _upsample_nearest_exact2d _weight_norm
    _weight_norm_interface abs abs_ acos adaptive_avg_pool2d adaptive_max_pool2d add add_
    addcdiv addcdiv_ addcmul addcmul_ addmm alias all alpha_dropout amax amin angle any arange
    argmax argmin as_strided asin atan atan2 avg_pool2d baddbmm batch_norm bitwise_and
    bitwise_not bitwise_or bitwise_xor bmm cat ceil ceil_ celu celu_ chunk clamp clamp_
    clamp_max clamp_max_ clamp_min clamp_min_ clip clip_ clone col2im complex concat conj
    constant_pad_nd contiguous conv1d conv2d conv_transpose2d convolution copy copy_ cos cos_
    cosh cumsum detach detach_ diag_embed diagonal div div_ divide dropout dropout_ einsum elu
    elu_ empty empty_like eq erf erf_ exp exp_ expand expand_as expm1 eye feature_alpha_dropout
    feature_dropout feature_dropout_ fft_fft fft_fft2 fft_fftn fft_fftshift fft_ifft fft_ifft2
    fft_ifftn fft_ifftshift fft_irfft fft_irfft2 fft_irfftn fft_rfft fft_rfft2 fft_rfftn fill
    fill_ flatten flip floor floor_ floor_divide fmax fmin fmod fmod_ full full_like gather ge
    gelu glu grid_sampler group_norm gt hardshrink hardsigmoid hardsigmoid_ hardswish hardswish_
    hardtanh hardtanh_ im2col imag index index_add index_put index_select instance_norm
    layer_norm le leaky_relu leaky_relu_ lerp lerp_ lift_fresh_copy linalg_norm
    linalg_vector_norm linear log log10 log1p log1p_ log2 log_ log_sigmoid log_softmax
    logical_and logical_not logical_xor logsumexp lt mT masked_fill masked_fill_ matmul max
    max_pool2d max_pool2d_with_indices maximum mean meshgrid min minimum mish mish_ mm moveaxis
    movedim mul mul_ multiply narrow native_batch_norm native_group_norm native_layer_norm ne
    neg neg_ new_empty new_full new_ones new_zeros norm ones ones_like outer pad permute
    pixel_shuffle pixel_unshuffle polar pow pow_ prelu prod real reciprocal reciprocal_
    reflection_pad2d relu relu6 relu6_ relu_ remainder remainder_ repeat repeat_interleave
    replication_pad2d reshape resolve_conj rms_norm roll round round_ rsqrt rsqrt_ rsub
    scalar_tensor scaled_dot_product_attention scatter scatter_ scatter_add select
    select_scatter selu selu_ sigmoid sigmoid_ sign silu silu_ sin sin_ sinh slice slice_scatter
    softmax softplus softshrink split split_with_sizes sqrt sqrt_ square square_ squeeze stack
    std sub sub_ subtract sum swapaxes swapdims sym_numel sym_size t tan tanh tanh_ threshold
    threshold_ tile to topk trace transpose tril triu true_divide trunc trunc_ type_as unbind
    unflatten unfold unsafe_chunk unsafe_split unsqueeze upsample_bicubic2d upsample_bilinear2d
    upsample_nearest2d var var_mean view view_as view_as_complex view_as_real where zero_ zeros
    zeros_like
"""

FIXED = "_native_batch_norm_legit_no_training"

OPERATORS = frozenset(_PURE.split())
"""Of aten: pure arithmetic on tensors. What reads or writes anything else is not among them."""

ARITHMETIC = frozenset(
    (
        *("add", "sub", "mul", "truediv", "floordiv", "mod", "neg", "pow", "getitem"),
        *("eq", "ne", "lt", "le", "gt", "ge"),
    )
)
"""Of Python's ``operator``, on the sizes of tensors and on lists of them."""

SIZES: dict[str, Callable[..., Any]] = {
    "math.ceil": lambda a: -int(-a // 1),
    "math.floor": lambda a: int(a // 1),
    "math.trunc": int,
    "torch.sym_float": float,
    "torch.sym_int": int,
    "torch.sym_max": max,
    "torch.sym_min": min,
    "torch.sym_not": operator.not_,
}

VIEWS = frozenset(("torch.ops.aten.view.default", "torch.ops.aten._unsafe_view.default"))
"""A view of a tensor that lies in memory as it does where the network was exported. Convolutions
are channels-last here, so that some of what they give has to be copied for it."""

DTYPES = {
    1: torch.uint8,
    2: torch.int8,
    3: torch.int16,
    4: torch.int32,
    5: torch.int64,
    6: torch.float16,
    7: torch.float32,
    8: torch.float64,
    12: torch.bool,
    13: torch.bfloat16,
}
MEMORY_FORMATS = {
    1: torch.contiguous_format,
    2: torch.channels_last,
    4: torch.preserve_format,
}


@dataclass(frozen=True)
class Name:
    """An argument that is an earlier result."""

    name: str


@dataclass(frozen=True)
class NodeCall:
    """One call of an operator: where its arguments come from, and how its results are called."""

    call: Callable[..., Any]
    positional: tuple[Any, ...]
    named: dict[str, Any]
    results: tuple[str, ...]
    several: bool
    """Whether the call gives a tuple or list of them."""
    done_with: tuple[str, ...]
    """Results that nothing needs after this step."""


class Graph(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w), as the nodes of the graph say."""

    def __init__(
        self,
        file: str,
        nodes: list[dict],
        images: Sequence[str],
        output: str,
        weights: dict[str, Tensor],
    ) -> None:
        """Raises Unsupported for an operator that is not among those known here."""
        super().__init__()
        self.images, self.output = tuple(images), output
        self._weights = {}
        for i, (name, value) in enumerate(weights.items()):
            self._weights[name] = f"weight_{i}"
            if value.is_floating_point():
                self.register_parameter(f"weight_{i}", nn.Parameter(value, requires_grad=False))
            else:
                self.register_buffer(f"weight_{i}", value)
        self.convolutions = nn.ModuleList()
        used: set[str] = {output}
        # What gives nothing only asserts facts of the image that it was exported with.
        steps = [self._step(file, node, used) for node in reversed(nodes) if node["outputs"]]
        self._steps = steps[::-1]

    def forward(self, *images: Tensor) -> Tensor:
        known: dict[str, Any] = {n: getattr(self, a) for n, a in self._weights.items()}
        known.update(zip(self.images, images))
        x = images[0]
        for step in self._steps:
            result = step.call(
                *(_filled(a, known, x) for a in step.positional),
                **{n: _filled(a, known, x) for n, a in step.named.items()},
            )
            known.update(zip(step.results, result if step.several else (result,)))
            for name in step.done_with:
                known.pop(name, None)
        return known[self.output]

    def _step(self, file: str, node: dict, used: set[str]) -> NodeCall:
        """``used`` are the results that later steps need."""
        arguments = {i["name"]: _argument(i["arg"]) for i in node["inputs"]}
        outputs = [_argument(output) for output in node["outputs"]]
        results = tuple(name for output in outputs for name in _names(output))
        several = len(outputs) > 1 or isinstance(outputs[0], list)
        call = _callable(file, node["target"])
        named = node["target"].startswith("torch.ops.")
        convolution = self._convolution(node["target"], arguments)
        if convolution is not None:
            call, arguments, named = convolution, {"input": arguments["input"]}, True
        needed = {n for value in arguments.values() for n in _names(value)}
        done_with = tuple(needed - used)
        used |= needed
        # The functions of Python's operator module take their arguments by position only.
        positional = () if named else tuple(arguments.values())
        return NodeCall(call, positional, arguments if named else {}, results, several, done_with)

    def _convolution(self, target: str, arguments: dict[str, Any]) -> Optional[nn.Conv2d]:
        """The module of a convolution with weights of its own; None for anything else."""
        weight, bias = (arguments.get(key) for key in ("weight", "bias"))
        own = all(
            v is None or (isinstance(v, Name) and v.name in self._weights) for v in (weight, bias)
        )
        if target != "torch.ops.aten.conv2d.default" or weight is None or not own:
            return None
        kernels: nn.Parameter = getattr(self, self._weights[weight.name])
        groups = arguments.get("groups", 1)
        module = nn.Conv2d(
            kernels.shape[1] * groups,
            kernels.shape[0],
            (kernels.shape[2], kernels.shape[3]),
            stride=_pair(arguments.get("stride", 1)),
            padding=_pair(arguments.get("padding", 0)),
            dilation=_pair(arguments.get("dilation", 1)),
            groups=groups,
            bias=bias is not None,
        )
        module.weight = kernels
        if bias is not None:
            module.bias = getattr(self, self._weights[bias.name])
        self.convolutions.append(module)
        return module


def refuse_training(file: str, nodes: list[dict]) -> None:
    """Raises Unsupported for a graph in training mode: it draws chance, or normalises by the image.

    Batch statistics without running ones belong to a network that never kept any.
    """
    for node in nodes:
        name = node["target"].removeprefix("torch.ops.aten.").partition(".")[0]
        given = {i["name"]: _argument(i["arg"]) for i in node["inputs"]}
        dropped = "dropout" in name and given.get("train", False) and given.get("p", 1) != 0
        counted = given.get("running_mean") is not None and (
            given.get("training", given.get("train", name == "_native_batch_norm_legit_functional"))
        )
        normalised = "batch_norm" in name and name != FIXED and counted
        if dropped or normalised:
            told_training(file, "drops values" if dropped else "normalises by batch statistics")


def told_training(file: str, what: str) -> NoReturn:
    """Raises Unsupported for an export in training mode, with ``what`` it does for it."""
    raise Unsupported(
        f"{file} was exported in training mode: it {what}, so that its answer is another than the "
        "trained network's. Call .eval() on the network, and export it again."
    )


def _callable(file: str, target: str) -> Callable[..., Any]:
    parts = target.split(".")
    if target in VIEWS:
        return _viewed
    if target in SIZES:
        return SIZES[target]
    if parts[0] == "_operator" and len(parts) == 2 and parts[1] in ARITHMETIC:
        return getattr(operator, parts[1])
    if parts[:3] == ["torch", "ops", "aten"] and len(parts) == 5 and parts[3] in OPERATORS:
        overloads = getattr(aten, parts[3])
        if parts[4] in overloads.overloads():
            return getattr(overloads, parts[4])
    raise Unsupported(
        f"{file} calls '{target}', which is not among the operators that are computed here. Export "
        "the network without it, or give its weights alone if its architecture is a known one."
    )


def _viewed(self: Tensor, size: list[int]) -> Tensor:
    return self.reshape(size)


def _argument(data: dict[str, Any]) -> Any:
    """A serialised argument: a value, or the ``Name`` of an earlier result, or a list of both."""
    ((kind, value),) = data.items()
    if kind == "as_none":
        return None
    if kind in ("as_tensor", "as_optional_tensor"):
        return Name(value["name"]) if "name" in value else _argument(value)
    if kind in ("as_tensors", "as_nested_tensors"):
        return [Name(item["name"]) for item in value]
    if kind == "as_optional_tensors":
        return [_argument(item) for item in value]
    if kind in ("as_sym_int", "as_sym_float", "as_sym_bool"):
        return Name(value["as_name"]) if "as_name" in value else next(iter(value.values()))
    if kind in ("as_sym_ints", "as_sym_floats", "as_sym_bools"):
        return [_argument({"as_sym_int": item}) for item in value]
    if kind == "as_scalar_type":
        # Half precision is computed in float32 throughout.
        return torch.float32 if value in (6, 13) else DTYPES[value]
    if kind == "as_memory_format":
        return MEMORY_FORMATS[value]
    if kind == "as_device":
        return torch.device  # filled in with the image's own
    if kind == "as_layout":
        return torch.strided
    if kind == "as_float":
        return float(value)
    if kind == "as_floats":
        return [float(item) for item in value]
    if kind in ("as_int", "as_ints", "as_bool", "as_bools", "as_string"):
        return value
    raise ValueError(kind)


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    return [value.name] if isinstance(value, Name) else []


def _filled(value: Any, known: dict[str, Any], image: Tensor) -> Any:
    if isinstance(value, Name):
        return known[value.name]
    if isinstance(value, list):
        return [_filled(item, known, image) for item in value]
    return image.device if value is torch.device else value


def _pair(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
