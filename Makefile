# make help shows what there is. ARGS is handed on: make test ARGS="-k config", make run ARGS="--port 0".
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench
.SUFFIXES:

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.complete

help: ## what you are reading
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## the environment in .venv, unless it is complete already

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Cần Python 3.11 trở lên, nhưng máy này không có lệnh $(PYTHON). (Python 3.11 or newer is needed.)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên, $(PYTHON) ở máy này cũ hơn; hãy thử make PYTHON=python3.12. (Python 3.11 or newer is needed.)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

run: setup ## the bot of config.toml, or the demo when there is none
	@if [ -e config.toml ]; then exec $(BIN)/minhchung run $(ARGS); else exec $(BIN)/minhchung demo $(ARGS); fi

test: setup ## all tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: setup ## style and types
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

bench: setup ## how fast it is
	$(BIN)/python -m benchmarks $(ARGS)
