# What can be done here; "make" alone lists it. Each target does its own set-up, the logic is in tools/.

IMAGES ?= images/train
VALIDATION ?= images/val
LIMIT ?= 20
TILES ?= 64 256 512
TURNS ?= 5
REQUESTS ?= 2000
SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-engine test-qgis test-desktop test-qgis-matrix test-exhaustive \
	test-windows test-platforms same-results coverage lint check package docs gallery models study \
	trust bench bench-quality bench-desktop bench-fleet bench-scenes bench-cancel soak fuzz clean

help:  ## this list
	@echo 'make TARGET'
	@sed -En 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/p' Makefile | expand -t 20

setup:  ## QGIS and the environments .venv, .venv-qgis and .venv-qt6; quick when they are there
	@tools/setup.sh

demo: setup  ## from a real scene to build/demo/screenshot.png, in real QGIS
	@.venv/bin/python tools/demo.py

test: setup  ## all tests, without a screen
	@tools/test.sh engine qgis desktop

test-engine:  ## the engine's tests alone; they need no QGIS
	@tools/setup.sh engine
	@tools/test.sh engine

test-qgis: setup  ## the tests of the QGIS side, in QGIS's own Python
	@tools/test.sh qgis

test-desktop: setup  ## the test of the whole road in a real QGIS window
	@tools/test.sh desktop

test-qgis-matrix:  ## as root: the same in QGIS 3.40 and 3.44, each in a Debian of its own; 5 GB
	@tools/setup.sh engine
	@tools/qgis_matrix.sh

test-exhaustive:  ## every combination of which the other tests try some
	@tools/setup.sh engine
	@PYTEST_ADDOPTS='-m exhaustive' tools/test.sh engine

test-windows:  ## the engine's tests with Python for Windows, under Wine; needs wine64 and mingw-w64, 2 GB
	@tools/setup.sh engine uv
	@.venv/bin/python tools/windows/run.py

test-platforms:  ## whether the engine's packages are there as wheels, for every platform and Python
	@tools/setup.sh uv
	@.venv-uv/bin/python tools/platforms.py --write

same-results:  ## what this tree computes, to the byte, beside another: make same-results BASE=REV SCENES='FILE …'
	@tools/setup.sh engine
	@.venv/bin/python tools/same_results.py '$(BASE)' $(SCENES)

coverage: setup  ## all tests, and the lines that they run: 90 % of engine and runtime, 80 % of all
	@tools/coverage.sh

lint:  ## ruff: mistakes and format
	@tools/setup.sh engine
	.venv/bin/ruff check
	.venv/bin/ruff format --check

check: setup  ## lint, and the plugin repository's gates: bandit, secrets, types, the package's layout
	@tools/check.sh

package:  ## dist/srxai_plugin-VERSION.zip for the plugin repository, the same to the byte each time
	@tools/package.py

docs:  ## the pages of docs/ as a site that needs no network, to build/docs/index.html
	@tools/setup.sh docs
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --quiet

gallery: setup  ## every picture of README and docs anew, in real QGIS: make gallery [STUDY=FOLDER]
	@.venv/bin/python tools/gallery.py $(if $(STUDY),--study '$(STUDY)')

models:  ## trains the bundled networks that are missing: make models IMAGES=FOLDER VALIDATION=FOLDER
	@tools/setup.sh engine
	@tools/train_models.sh '$(IMAGES)' '$(VALIDATION)'

study:  ## all methods on all ×4 networks, to build/study/report.html: make study VALIDATION=FOLDER LIMIT=N
	@tools/setup.sh engine
	@.venv/bin/srxai study '$(VALIDATION)' --output build/study --limit '$(LIMIT)'

trust:  ## how far the verdict on the detail can be trusted: make trust IMAGES=FOLDER [INVENTS=NETWORK]
	@tools/setup.sh engine
	@.venv/bin/python benchmarks/trust.py '$(IMAGES)' $(if $(INVENTS),--invents '$(INVENTS)')

bench-desktop: setup  ## what an analyst waits for, in the real desktop
	@.venv/bin/python benchmarks/desktop.py

bench-fleet:  ## cost against the raster's size, and workers against one: make bench-fleet SCENE=FILE
	@tools/setup.sh engine
	@.venv/bin/python benchmarks/fleet.py $(if $(SCENE),--scene '$(SCENE)')

bench-scenes:  ## windows, rasters and figures, beside another tree, and growth: make bench-scenes OLD=TREE
	@tools/setup.sh engine
	@.venv/bin/python benchmarks/scenes.py $(if $(OLD),--old '$(OLD)')
	@.venv/bin/python benchmarks/growth.py

bench:  ## seconds of a gradient and of LAM beside other ways: make bench TILES='64 256 512' TURNS=N
	@tools/setup.sh engine
	@.venv/bin/python benchmarks/speed.py --tiles $(TILES) --turns $(TURNS)

bench-quality:  ## error of LAM by its gradient evaluations: make bench-quality VALIDATION=FOLDER
	@tools/setup.sh engine
	@.venv/bin/python benchmarks/convergence.py '$(VALIDATION)'

bench-cancel: setup  ## from a cancel to its answer, stage by stage
	@XDG_RUNTIME_DIR=$$(mktemp -d) LC_ALL=C.UTF-8 .venv-qgis/bin/python benchmarks/cancel.py

soak: setup  ## memory and failures over thousands of requests: make soak REQUESTS=N
	@.venv/bin/python benchmarks/soak.py --requests '$(REQUESTS)'
	@XDG_RUNTIME_DIR=$$(mktemp -d) LC_ALL=C.UTF-8 \
		.venv-qgis/bin/python benchmarks/soak.py --qgis --requests '$(REQUESTS)'

fuzz:  ## nonsense to whatever reads requests, lines and cards, each for so long: make fuzz SECONDS=N
	@tools/setup.sh engine fuzz
	@tools/fuzz.sh '$(SECONDS)'

clean:  ## takes away what the other targets made, the environments too
	rm -rf .venv .venv-qgis .venv-qt6 .venv-docs .venv-fuzz .venv-uv build dist .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
