"""The objectives, in the order in which they are offered."""

from __future__ import annotations

from typing import Any, Optional

from torch import Tensor

from srxai_plugin.contract import Objective, Window
from srxai_plugin.engine.attribution.objective import RegionObjective, Texture
from srxai_plugin.engine.attribution.questions import Band, Gabor, Intensity, SpectralIndex
from srxai_plugin.errors import BadInput

OBJECTIVES: tuple[type[RegionObjective], ...] = (Texture, Band, Intensity, SpectralIndex, Gabor)


def objective(
    asked: Objective, region: Window, mask: Optional[Tensor], bands: int
) -> RegionObjective:
    """The question of a request, put to a region of an image of ``bands`` bands.

    Raises:
        BadInput: an unknown objective or parameter, or a band that the image does not have.
    """
    for cls in OBJECTIVES:
        if cls.id == asked.id:
            found = cls.with_parameters(asked.parameters, region, mask)
            found.check(bands)
            return found
    known = ", ".join(cls.id for cls in OBJECTIVES)
    raise BadInput(f"Unknown objective '{asked.id}'. Choose from: {known}.")


def describe_objectives() -> list[dict[str, Any]]:
    """Id, name, sentence and parameters of every objective, for those who offer them."""
    return [cls.described() for cls in OBJECTIVES]
