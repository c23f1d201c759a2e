"""What a raster's bands were taken as, in the analyst's language."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Radiometry

translate = QCoreApplication.translate


def band_name(name: str) -> str:
    """Of a band, as ``BandMatch.inputs`` names it; an unknown one as it stands."""
    return {
        "red": translate("Words", "red"),
        "green": translate("Words", "green"),
        "blue": translate("Words", "blue"),
        "nir": translate("Words", "near infrared"),
        "pan": translate("Words", "panchromatic"),
        "coastal": translate("Words", "coastal"),
    }.get(name, name)


def band_words(radiometry: Radiometry) -> str:
    """Which bands the network gets as what, and how that is known; empty for an older result."""
    match = radiometry.match
    if match is None:
        return ""
    bands = ", ".join(map(str, radiometry.bands))
    if None in match.known:
        words = translate("Words", "Bands {0} in their order: nothing says what they are.")
        return words.format(bands)
    names = ", ".join(map(band_name, match.inputs))
    if not names:
        return translate("Words", "Bands {0}: as asked.").format(bands)
    if "order" in match.known:
        words = translate(
            "Words", "Bands {0} as {1}: guessed from their order, as of {2}. Check it."
        )
        return words.format(bands, names, match.like)
    how = {
        "asked": translate("Words", "as asked"),
        "description": translate("Words", "by their descriptions"),
        "colour": translate("Words", "by their colours"),
        "wavelength": translate("Words", "by their wavelengths"),
    }
    told = ", ".join(words for known, words in how.items() if known in match.known)
    return translate("Words", "Bands {0} as {1}: {2}.").format(bands, names, told)
