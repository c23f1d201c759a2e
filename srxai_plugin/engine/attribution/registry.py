"""The attribution methods, in the order in which they are offered."""

from __future__ import annotations

from typing import Any

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.methods.amve_sr import AMVESR
from srxai_plugin.engine.attribution.methods.cam import GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.methods.gradients import (
    Gradient,
    GradientXInput,
    IntegratedGradients,
)
from srxai_plugin.engine.attribution.methods.guided import GuidedBackpropagation, GuidedGradCAM
from srxai_plugin.engine.attribution.methods.intervention import Intervention
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.methods.noise import SmoothGrad, VarGrad
from srxai_plugin.engine.attribution.methods.occlusion import Occlusion
from srxai_plugin.engine.attribution.methods.perturbation import MeaningfulPerturbation
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance

METHODS: tuple[type[AttributionMethod], ...] = (
    AMVESR,
    LAM,
    GatedGradient,
    TextureRelevance,
    Gradient,
    GradientXInput,
    GuidedBackpropagation,
    IntegratedGradients,
    SmoothGrad,
    VarGrad,
    GradCAM,
    GradCAMPlusPlus,
    LayerCAM,
    HiResCAM,
    GuidedGradCAM,
    Occlusion,
    Intervention,
    MeaningfulPerturbation,
)


def method(asked: Method) -> AttributionMethod:
    """Raises BadInput for an unknown method or parameter, and lists the known ones."""
    for cls in METHODS:
        if cls.id == asked.id:
            return cls.with_parameters(asked.parameters)
    known = ", ".join(cls.id for cls in METHODS)
    raise BadInput(f"Unknown method '{asked.id}'. Choose from: {known}.")


def methods_of(request: ExplainRequest) -> list[AttributionMethod]:
    """The methods of a request, with their parameters. Raises BadInput for none, or one twice."""
    if not request.methods:
        raise BadInput("Choose at least one attribution method.")
    ids = [asked.id for asked in request.methods]
    if len({*ids}) < len(ids):
        raise BadInput("Each attribution method can be asked for once.")
    return [method(asked) for asked in request.methods]


def describe_methods() -> list[dict[str, Any]]:
    """Id, name, family, sentences and parameters of every method, for those who offer them."""
    return [{**cls.described(), "family": cls.family, "valid_note": cls.note} for cls in METHODS]
