"""``NAME.yaml`` beside an export: how EVOLAND's tool for Sentinel-2 describes a network.

Evoland-Land-Monitoring-Evolution/sentinel2_superresolution: the ONNX file (``model``), the bands
that it takes in their order (``bands``), its scale (``factor``) and the pixels that its tiles
overlap by (``margin``), which are found by trying here. Its networks take the counts of
Sentinel-2's products, reflectance × 10 000. The two forms that such files have are read, and no
other YAML.
"""

from __future__ import annotations

import re
from typing import Any, Optional

from srxai_plugin.contract.errors import BadInput

COUNTS = 10_000
"""Value of a reflectance of 1."""

NAMES = {
    "B1": "coastal",
    "B2": "blue",
    "B3": "green",
    "B4": "red",
    "B5": "rededge1",
    "B6": "rededge2",
    "B7": "rededge3",
    "B8": "nir",
    "B8A": "nir08",
    "B9": "nir09",
    "B11": "swir1",
    "B12": "swir2",
}
FIELD = r"(?m)^\s*[\"']?{name}[\"']?\s*:\s*"
LISTED = re.compile(FIELD.format(name="bands") + r"(?:\[([^\]]*)\]|((?:\s*-\s*\S+[^\n]*)+))")


def described(text: str, checkpoint: str, source: str) -> Optional[dict[str, Any]]:
    """The model card that such a file amounts to; None where it is about another file.

    Raises:
        BadInput: it is about the file called ``checkpoint`` and holds what it cannot; names
            ``source``.
    """
    text = re.sub(r"(?m)(^|\s)#.*$", "", text)
    model = _field(text, "model")
    listed, factor = LISTED.search(text), _field(text, "factor")
    if model != checkpoint or listed is None or factor is None:
        return None
    bands = re.findall(r"\w+", listed[1] or listed[2])
    names = [NAMES.get(re.sub(r"^B0", "B", band.upper())) for band in bands]
    if None in names or not names:
        unknown = bands[names.index(None)] if names else "none"
        raise BadInput(f"{source}: bands are Sentinel-2's, B1 to B12; '{unknown}' is not.")
    if not re.fullmatch(r"\d+(\.0*)?", factor):
        raise BadInput(f"{source}: factor is a whole number, and not {factor}.")
    return {
        "bands": len(names),
        "band_names": names,
        "scale": int(float(factor)),
        "value_range": COUNTS,
        "scaling": "reflectance",
        "sensor": "Sentinel-2",
    }


def _field(text: str, name: str) -> Optional[str]:
    found = re.search(FIELD.format(name=name) + r"[\"']?([^\s\"',}]+)", text)
    return found[1] if found else None
