# Three commands: `make run` opens the app on the sample centre, `make test` passes every check,
# `make check` is the short round of a working day. `make docs` writes what documents say again.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
WARM := .venv/.warm
KERNELS := $(shell find rostering -name '*.py')
CORES := $(shell $(PYTHON) -c 'import os; print(os.cpu_count() or 1)')
# Two processes more than cores: the one with the browser and the one with PostgreSQL mostly wait.
WORKERS := $(shell expr $(CORES) + 2)
# Compiled modules are saved, whatever the machine says: tests start several hundred processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check setup lint types imports tests fast heavy docs messages images notebook benchmarks figures sbom lock clean

run: setup
	$(BIN)/peakshift demo
	$(BIN)/peakshift ui

# Types and imports are looked at while tests run: the type checker uses one core.
test: lint
	$(MAKE) --no-print-directory -j 3 types imports tests

check: lint
	$(MAKE) --no-print-directory -j 3 types imports fast

setup: $(WARM)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PeakShift needs Python 3.11 or newer; point PYTHON at one: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $(STAMP)

# Compiles the numerical kernels, once; a second or so where nothing is left to do.
$(WARM): $(STAMP) $(KERNELS)
	$(BIN)/python -m compileall -q app data forecasting rostering
	$(BIN)/peakshift warm-up
	touch $(WARM)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

tests: setup
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

# Nothing in it belongs to one process alone, and nothing waits; neighbours in one process share what
# they load and make, and each process more loads it once more.
fast: setup
	$(BIN)/pytest -n $(CORES) --dist worksteal -m 'not (heavy or slow or browser or postgres)'

heavy: setup
	$(BIN)/pytest -m heavy

# Documents that are generated: docs/rules.md, docs/commands.md, docs/roles.md and the notebook.
docs: setup notebook
	$(BIN)/python -m rostering.rules.chapter
	$(BIN)/python -m app.cli.parts.reference
	$(BIN)/python -m app.services.access.chapter

# The catalogues of other languages, in app/locale: new messages are added, untranslated.
messages: setup
	$(BIN)/python -m app.cli.parts.messages

# The pictures of the README, in docs/images (needs Chromium; some minutes).
images: setup
	$(BIN)/python -m tests.journeys.screenshots

notebook: setup
	$(BIN)/python -m tests.docs.notebook

# docs/benchmarks.md: everything that needs no data from outside, or ONLY='erlang simulate'.
benchmarks: setup
	$(BIN)/python -m tests.benchmarks.report $(ONLY)

figures: setup
	$(BIN)/python -m tests.house.figures

# Bill of materials (CycloneDX) of what the lock file installs; like `lock`, with uv.
sbom:
	uvx --from 'cyclonedx-bom>=7,<8' cyclonedx-py requirements requirements.lock --output-reproducible -o sbom.json

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
