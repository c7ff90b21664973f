# Thin on purpose: each target is one or two commands that also work without make (README shows them for Windows).
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin

.PHONY: demo serve test check bench bundle tools clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.installed            ## build the bundled sample and serve it
	$(BIN)/geoapp demo

serve: $(VENV)/.installed           ## serve the office's own store
	$(BIN)/geoapp serve

test: tools $(VENV)/.dev check      ## everything: lint, types, import rules, unit, store contract, browser, wheel
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.dev                 ## the quick part of `make test`
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev                 ## ratios to yardsticks in the same run; figures stand in README.md
	$(BIN)/python -m benchmarks

bundle: $(VENV)/.installed          ## dist/geoapp-offline: for offices without internet, tried with the network cut off
	$(BIN)/python offline/bundle.py --check

tools:                              ## Debian's Chromium, CJK fonts and gdal-bin, when we may install them
	sh tests/install_tools.sh

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

clean:                              ## remove the environment; runtime data in var/ stays
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
