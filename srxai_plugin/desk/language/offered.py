"""What the engine offers, in the analyst's language."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.choices import MEASURE_NAMES, METHOD_NAMES, OBJECTIVE_NAMES, VIEW_NAMES
from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.results import Radiometry


def objective_name(id: str) -> str:
    """Of ``contract.OBJECTIVE_NAMES``, translated; so too the next two."""
    return {
        "texture": QCoreApplication.translate("Words", "Texture"),
        "added": QCoreApplication.translate("Words", "Added detail"),
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
        "raster": QCoreApplication.translate("Words", "map of the raster"),
        "guide": QCoreApplication.translate("Words", "map of the second image"),
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
        "raster": QCoreApplication.translate(
            "Words", "Which pixels of the raster alone were used, of the two images."
        ),
        "guide": QCoreApplication.translate(
            "Words", "Which pixels of the second image alone were used, of the two."
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


def said_by_engine(sentence: str) -> str:
    """A sentence of the engine's that has no figures in it, translated where it is known."""
    return QCoreApplication.translate("Engine", sentence) if sentence else ""


def progress_words(progress: Progress) -> str:
    """What a run does now, how far it is, and how long it takes: ``LAM 14/25 · 3 s left``."""
    method = METHOD_NAMES.get(progress.method or "", progress.method or "")
    words = [_stage_words(progress.stage).format(method)]
    if progress.of is not None:
        words.append(f"{progress.n}/{progress.of}")
    if progress.subject is not None:
        words.append(progress.subject)
    if progress.failed:
        words.append(QCoreApplication.translate("Words", "({0} failed)").format(progress.failed))
    text = " ".join(word for word in words if word)
    if progress.seconds_left is None:
        return text
    left = QCoreApplication.translate("Words", "{0:.0f} s left").format(
        max(progress.seconds_left, 1)
    )
    return f"{text} · {left}"


def _stage_words(stage: str) -> str:
    """Of ``contract.STAGES``, with {0} where the method's name goes; the bare name says that it is
    at work."""
    return {
        "starting": QCoreApplication.translate("Words", "starting"),
        "reading": QCoreApplication.translate("Words", "reading"),
        "super-resolving": QCoreApplication.translate("Words", "super-resolving"),
        "attributing": "{0}",
        "baselines": QCoreApplication.translate("Words", "baselines"),
        "judging": QCoreApplication.translate("Words", "judging the detail"),
        "trying": QCoreApplication.translate("Words", "trying pixels"),
        "measuring": QCoreApplication.translate("Words", "measuring {0}"),
        "curves": QCoreApplication.translate("Words", "deletion and insertion of {0}"),
        "sensitivity": QCoreApplication.translate("Words", "max-sensitivity of {0}"),
        "infidelity": QCoreApplication.translate("Words", "infidelity of {0}"),
        "randomisation": QCoreApplication.translate("Words", "parameter randomisation of {0}"),
        "explaining": QCoreApplication.translate("Words", "explaining"),
        "comparing": QCoreApplication.translate("Words", "comparing"),
        "tile": QCoreApplication.translate("Words", "tile"),
        "window": QCoreApplication.translate("Words", "window"),
        "region": QCoreApplication.translate("Words", "region"),
        "case": "{0}",
        "overviews": QCoreApplication.translate("Words", "writing overviews"),
        "writing": QCoreApplication.translate("Words", "writing"),
        "reporting": QCoreApplication.translate("Words", "reporting"),
        "done": QCoreApplication.translate("Words", "done"),
    }.get(stage, stage)


def scaling_name(scaling: str) -> str:
    """What a scaling of ``SCALINGS`` does, in a few words for a list to choose from."""
    return {
        "dtype": QCoreApplication.translate("Words", "by data type"),
        "percentile": QCoreApplication.translate("Words", "2 to 98 % of the tile"),
        "none": QCoreApplication.translate("Words", "none: values are 0 to 1"),
        "reflectance": QCoreApplication.translate("Words", "reflectance"),
        "reflectance-clipped": QCoreApplication.translate("Words", "reflectance, below 0 set to 0"),
    }.get(scaling, scaling)


def radiometry_words(radiometry: Radiometry) -> str:
    """How raster values became the network's, in words and numbers."""
    if radiometry.scaling == "none":
        return QCoreApplication.translate("Words", "values used as they are")
    if radiometry.scaling == "dtype" and radiometry.gain:
        return QCoreApplication.translate("Words", "values 0-{0:.0f} divided by {0:.0f}").format(
            radiometry.gain[0]
        )
    if radiometry.scaling in REFLECTANCES and radiometry.gain:
        words = _reflectance_words(radiometry)
        if radiometry.scaling == "reflectance":
            return words
        return QCoreApplication.translate("Words", "{0}, below 0 set to 0").format(words)
    spans = ", ".join(f"{o:g}-{o + g:g}" for o, g in zip(radiometry.offset, radiometry.gain))
    return QCoreApplication.translate(
        "Words", "tile's 2-98 % range stretched to 0-1 by band ({0})"
    ).format(spans)


def _reflectance_words(radiometry: Radiometry) -> str:
    """By the first band: a raster's bands rarely differ, and the result has the numbers of all."""
    offset, gain = radiometry.offset[0], radiometry.gain[0]
    if offset == 0 and gain == 1:
        return QCoreApplication.translate("Words", "values are reflectance")
    if offset == 0:
        words = QCoreApplication.translate("Words", "values divided by {0:g}: reflectance")
        return words.format(gain)
    words = QCoreApplication.translate("Words", "values {0:+g}, divided by {1:g}: reflectance")
    return words.format(-offset, gain)
