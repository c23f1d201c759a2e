"""Files of the corpus that are no raster, or no whole one."""

from __future__ import annotations

import struct
from pathlib import Path


def write_broken(folder: Path) -> None:
    """From the ``tiled.tif`` and ``compress-deflate.tif`` of the folder."""
    whole = (folder / "tiled.tif").read_bytes()
    (folder / "broken-cut.tif").write_bytes(whole[: len(whole) // 3])
    (folder / "broken-header.tif").write_bytes(whole[:6])
    (folder / "broken-empty.tif").touch()
    (folder / "broken-text.tif").write_text("City of Graz, orthophoto 2019\n")
    packed = bytearray((folder / "compress-deflate.tif").read_bytes())
    for place in range(len(packed) // 3, len(packed), 7):
        packed[place] ^= 0x55
    (folder / "broken-bytes.tif").write_bytes(packed)
    # A directory without a single field, which names itself as the next.
    (folder / "broken-directory.tif").write_bytes(b"II*\0" + struct.pack("<IHI", 8, 0, 8))
    _vrt(folder / "broken-source.vrt", "gone.tif")
    _vrt(folder / "broken-itself.vrt", "broken-itself.vrt")
    (folder / "folder.tif").mkdir()
    (folder / "link-to-nowhere.tif").symlink_to(folder / "nowhere.tif")
    (folder / "link-to-itself.tif").symlink_to(folder / "link-to-itself.tif")


def _vrt(path: Path, source: str) -> None:
    bands = "".join(
        f'<VRTRasterBand dataType="Byte" band="{band}"><SimpleSource>'
        f'<SourceFilename relativeToVRT="1">{source}</SourceFilename>'
        f"<SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>"
        for band in (1, 2, 3)
    )
    path.write_text(
        '<VRTDataset rasterXSize="48" rasterYSize="40"><SRS>EPSG:32633</SRS>'
        f"<GeoTransform>500000, 0.5, 0, 4100000, 0, -0.5</GeoTransform>{bands}</VRTDataset>"
    )
