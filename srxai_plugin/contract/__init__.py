"""What passes between QGIS and the engine, as data. Standard library only: both sides import it."""
