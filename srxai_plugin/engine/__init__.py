"""The science: pure Python on torch, rasterio, numpy and scikit-image; never imports qgis or Qt."""

import os

# Read by OpenMP when torch is first imported. Its threads spin while they wait for one another, and
# where something else wants the cores, QGIS or a second engine, they spin in each other's way: two
# requests side by side on two cores took 8 to 16 times as long as one. With short spins, twice
# as long, and one alone no longer than before (benchmarks/contention.py).
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
# Read by oneDNN likewise: it keeps the code of that many convolutions, one for each size of a
# tile. By itself it keeps 1024, which takes thousands of requests to fill (benchmarks/soak.py).
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
