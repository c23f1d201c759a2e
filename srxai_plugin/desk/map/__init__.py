"""Rasters and results on the map: sources, grids, layers, styles, the printed page."""
