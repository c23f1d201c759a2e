"""The QGIS side of the process boundary: find the engine, start it, talk to it."""
