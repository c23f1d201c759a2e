"""What goes wrong while a raster is written, told as it is.

rasterio keeps silent about what GDAL cannot write when it closes a file: whoever writes one must
see for herself whether all of it is there.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOMEM
from pathlib import Path

from rasterio._err import CPLE_BaseError
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from srxai_plugin.contract.errors import CannotWrite

GDAL_ERRORS = (RasterioError, CPLE_BaseError)
"""What rasterio raises where GDAL or PROJ fails; the latter is what it lets through."""


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Within, a raster is written.

    Raises:
        CannotWrite: GDAL or the system could not do it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            yield
    except (*GDAL_ERRORS, OSError) as error:
        if getattr(error, "errno", None) == ENOMEM:
            raise
        reason = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise CannotWrite(f"Cannot write {path.name}: {reason}. Is the disk full?") from None
    except TypeError as error:  # rasterio's, where it opens again what it could not write
        if "supported file format" not in str(error):
            raise
        raise CannotWrite(f"Cannot write all of {path.name}. Is the disk full?") from None
