# make help shows what there is. ARGS is handed on: make test ARGS="-k config", make run ARGS="--port 0".
.DEFAULT_GOAL := help
.PHONY: help install setup run test lint bench wheel pins pictures
.SUFFIXES:

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
RUNS := .venv/.runs
COMPLETE := .venv/.complete

help: ## what you are reading
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

install: $(RUNS) ## what running needs, in .venv

setup: $(COMPLETE) ## the same with the tools for developing

$(RUNS): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Cần Python 3.11 trở lên, nhưng máy này không có lệnh $(PYTHON). (Python 3.11 or newer is needed.)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên, $(PYTHON) ở máy này cũ hơn; hãy thử make PYTHON=python3.12. (Python 3.11 or newer is needed.)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --quiet --require-hashes -r constraints.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(COMPLETE): $(RUNS) constraints-dev.txt
	$(PIP) install --quiet --require-hashes -r constraints-dev.txt
	@touch $@

run: install ## the bot of config.toml, or the demo when there is none
	@if [ -e config.toml ]; then exec $(BIN)/minhchung run $(ARGS); else exec $(BIN)/minhchung demo $(ARGS); fi

test: setup ## all tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: setup ## style and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

pictures: setup ## docs/images anew, from the demo
	$(BIN)/python -m docs.pictures

bench: setup ## how fast it is
	$(BIN)/python -m benchmarks $(ARGS)

wheel: install ## a wheel in dist/, installed alone elsewhere and tried
	rm -rf build dist
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	$(PYTHON) .ci/try_wheel.py dist/*.whl

pins: ## the constraints files anew from pyproject.toml; ARGS=--upgrade takes the newest releases
	$(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/pins/bin/python .ci/pin.py $(ARGS)
