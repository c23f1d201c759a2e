"""What the engine offers, in the analyst's language."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract import MEASURE_NAMES, OBJECTIVE_NAMES, VIEW_NAMES


def objective_name(id: str) -> str:
    """Of ``contract.OBJECTIVE_NAMES``, translated; so too the next two."""
    return {
        "texture": QCoreApplication.translate("Words", "Texture"),
        "band": QCoreApplication.translate("Words", "Texture of one band"),
        "intensity": QCoreApplication.translate("Words", "Mean intensity"),
        "index": QCoreApplication.translate("Words", "Spectral index"),
        "gabor": QCoreApplication.translate("Words", "Pattern (Gabor)"),
    }.get(id, OBJECTIVE_NAMES.get(id, id))


def view_name(id: str) -> str:
    """Of ``contract.VIEW_NAMES``."""
    return {
        "signed": QCoreApplication.translate("Words", "signed map"),
        "bands": QCoreApplication.translate("Words", "map of each band"),
        "density": QCoreApplication.translate("Words", "density"),
        "layers": QCoreApplication.translate("Words", "layer by layer"),
    }.get(id, VIEW_NAMES.get(id, id))


def view_tip(id: str) -> str:
    """What such a raster shows, in one sentence."""
    return {
        "signed": QCoreApplication.translate(
            "Words", "Which pixels add to the region's texture, and which take from it."
        ),
        "bands": QCoreApplication.translate("Words", "The map of each band of the raster alone."),
        "density": QCoreApplication.translate(
            "Words", "The map smoothed, as the authors of LAM show it."
        ),
        "layers": QCoreApplication.translate(
            "Words", "What each layer of the network looked at, one band each, deepest last."
        ),
    }.get(id, "")


def measure_name(id: str) -> str:
    """Of ``contract.MEASURE_NAMES``."""
    return {
        "deletion": QCoreApplication.translate("Words", "Deletion"),
        "insertion": QCoreApplication.translate("Words", "Insertion"),
        "sensitivity": QCoreApplication.translate("Words", "Max-sensitivity"),
        "infidelity": QCoreApplication.translate("Words", "Infidelity"),
        "randomisation": QCoreApplication.translate("Words", "Parameter randomisation"),
    }.get(id, MEASURE_NAMES.get(id, id))
