"""The gated gradient: a method of our own. The response of each layer is gated by that layer's map
of textural change on its way back to the image.

It came of reading AMVE-SR's abstract before its authors published their code, and is another method
than theirs (``amve_sr``). Each choice is a named parameter:

- *texture-based gradient response*: the response g^l = ∂D/∂A^l of the region's texture meets the
  textural change of the activation, A^l(x) − A^l(x'), with x' the image without its texture
  (blurred); m^l = |Σ_k g^l_k ⊙ (A^l_k − A'^l_k)|, shown as M^l, divided by its maximum;
- *recursion from the deepest layer to the input*: what flows on to the layer below is
  g^l ⊙ G(m^l)^γ, so that each layer's map conditions the next shallower one; the gate G is soft,
  min(1, m / s) with s = ½ Σm² / Σm, or hard, m / max m (see ``gate``);
- the result is the map of the input itself, A^0 = x.

Stages are the outputs of all convolutions, and of the linear layers of transformers, at the
network's LR working resolution (see ``stages``). Two forward passes and one backward pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import ClassVar, Optional, cast

from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
    Together,
    gradient,
    normalise,
)
from srxai_plugin.engine.attribution.blur import KERNEL, SIGMA, blur
from srxai_plugin.engine.attribution.methods.gate import HARD, SOFT, Gate
from srxai_plugin.engine.attribution.methods.gated_cone import (
    Gated,
    images_through_cone,
    through_cone,
)
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.attribution.stages import (
    Recording,
    candidates,
    fold,
    hooked,
    name_of,
    named,
    onto_lr,
    record,
    unfold,
)
from srxai_plugin.engine.attribution.within import texture_within
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class GatedGradient(AttributionMethod):
    """Activation maps gated layer by layer on the way back from the region to the input."""

    id: ClassVar[str] = "gated-gradient"
    name: ClassVar[str] = "Gated gradient"
    sentence: ClassVar[str] = (
        "Follows the region's texture back through the network, each layer gated by what changes "
        "in it; the fast one."
    )

    meets_texture: ClassVar[bool] = True

    gamma: float = parameter(
        1.0,
        "How strongly each layer's map gates the layers below it; 0 does not.",
        low=0.0,
        high=8.0,
    )
    sigma: float = parameter(
        SIGMA,
        "Blur that takes the texture out of the reference image, in LR pixels.",
        low=0.1,
        high=10.0,
    )
    kernel: int = parameter(
        KERNEL, "Side of the blur's kernel, in LR pixels.", low=3, high=63, odd=True
    )

    stages: str = parameter(
        "",
        "Comma-separated names of the layers to follow; left empty, all convolutions and linear "
        "layers at LR working resolution.",
    )
    gate: str = parameter(
        SOFT,
        "soft opens a layer's gate wherever its map is not small beside its own mean; hard only "
        "at the map's maximum, and elsewhere in proportion.",
        choices=(SOFT, HARD),
    )

    def evaluations(self) -> int:
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        reference = blur(lr, self.sigma, self.kernel)
        gate = Gate(self.gate, self.gamma)
        seen = None if self.stages else through_cone(network, lr, reference, objective, gate)
        if seen is not None:
            tick()
        else:
            seen = self._over_tile(network, lr, reference, objective, tick)
        size = (lr.shape[-2], lr.shape[-1])
        layers = tuple(
            (
                name_of(network, stage) + (f" (call {call + 1})" if call else ""),
                onto_lr(map, seen.working, size).clone(),  # not a view: the padded one may go
            )
            for stage, call, map in seen.maps
        )
        return RawAttribution(
            seen.slope * (lr - reference), evaluations=1, layers=layers, texture=seen.texture
        )

    def together(
        self, network: SRNetwork, images: Tensor, objective: ScalarTarget
    ) -> Optional[Together]:
        is_usual = (self.sigma, self.kernel, self.stages) == (SIGMA, KERNEL, "")
        if not is_usual or type(objective) is not Texture:
            return None
        blurred = blur(images, self.sigma, self.kernel)
        gate = Gate(self.gate, self.gamma)
        seen = images_through_cone(network, images, blurred, objective, gate)
        if seen is None:
            return None
        texture = texture_within(objective, seen.without, seen.output)
        return Together(seen.slope * (images - blurred), texture, blurred, seen.without)

    def _over_tile(
        self,
        network: SRNetwork,
        lr: Tensor,
        reference: Tensor,
        objective: ScalarTarget,
        tick: Tick,
    ) -> Gated:
        """By hooks on the whole network."""
        without_texture = self._without_texture(network, reference)
        with _gates(without_texture, Gate(self.gate, self.gamma)) as maps:
            slope, _ = gradient(network, objective, lr)
        tick()
        return Gated(slope, without_texture.working, [maps[i] for i in sorted(maps)])

    def _without_texture(self, network: SRNetwork, reference: Tensor) -> Recording:
        """A' of every stage. Raises BadInput or Unsupported where there is none to follow."""
        asked = named(network, self.stages) if self.stages else []
        recording = record(network, reference, asked or candidates(network.module))
        missing = [name_of(network, m) for m in asked if m not in recording.outputs]
        if missing:
            height, width = recording.working
            raise BadInput(
                f"Layers of {network.id} that give nothing at its working resolution of "
                f"{width} × {height}: {', '.join(missing)}. Leave them out."
            )
        if not recording.outputs:
            raise Unsupported(
                f"{network.id} has no layer at LR working resolution to follow. Choose "
                "a method that looks at no layers: LAM, Integrated gradients or Gradient."
            )
        return recording


@contextmanager
def _gates(
    without_texture: Recording, kind: Gate
) -> Iterator[dict[int, tuple[nn.Module, int, Tensor]]]:
    """Within, a backward pass is gated at every stage by that stage's map.

    Gives what the pass fills: stage, its call and its map (H, W), by the order of the calls.
    """
    maps: dict[int, tuple[nn.Module, int, Tensor]] = {}
    references = {stage: iter(enumerate(a)) for stage, a in without_texture.outputs.items()}
    order = count()

    def gate(stage: nn.Module, _inputs: object, output: Tensor) -> None:
        activation = fold(output, without_texture.working)
        if activation is None:  # this call of the module was not at working resolution
            return
        call, reference = next(references[stage])
        change, index = activation.detach() - reference, next(order)

        def gated(response: Tensor) -> Tensor:
            folded = cast(Tensor, fold(response, without_texture.working))  # as its output was
            met = (folded * change).sum(1, keepdim=True).abs()
            maps[index] = stage, call, normalise(met)[0, 0]
            return response * unfold(kind.opening(met), response)

        output.register_hook(gated)

    with hooked(list(without_texture.outputs), gate):
        yield maps
