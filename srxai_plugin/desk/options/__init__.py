"""SRXAI's page in QGIS's options, and what stands on it."""
