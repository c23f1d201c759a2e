"""Images of another size, as Pillow makes them: the resampling that papers and networks mean."""

from __future__ import annotations

import numpy as np
from PIL import Image


def bicubic(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Bicubic resampling of float values (C, h, w) to (C, height, width) float64; antialiased where
    it shrinks."""
    bands = [Image.fromarray(band.astype(np.float32), mode="F") for band in image]
    resized = [band.resize((width, height), Image.Resampling.BICUBIC) for band in bands]
    return np.stack([np.asarray(band, dtype=np.float64) for band in resized])
