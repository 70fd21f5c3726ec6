# Two commands do everything on a machine with Python >= 3.11 and make:
#
#   make tour    create .venv, install symact with plots, walk through the main job
#   make test    create .venv, install the test tools, run lint, types, documentation examples and all tests
#
#   make long    the tests that take long or install things
#   make torch   add the CPU build of torch to .venv; without it the tests that need torch are skipped
#   make docs    build the documentation; docs/_build/html/index.html
#   make format  put the source into its one form, and the entries of the catalogue into the typed stub
#   make clean   remove what these commands made

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help tour test lint types long torch docs format clean

help:
	@sed -n 's/^#   make/  make/p' $(MAKEFILE_LIST)

tour: $(VENV)/.tour
	$(BIN)/symact tour

test: lint types
	$(PYTEST) -n $(JOBS)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy --strict symact

long: $(VENV)/.test
	$(PYTEST) -n $(JOBS) -m long

# The wheels on PyPI bring gigabytes of CUDA along on Linux; "+cpu" names the build without, which pip finds where its
# index or its links have it. Elsewhere: make torch TORCH=torch
TORCH ?= torch==2.13.0+cpu

torch: $(VENV)/.torch

$(VENV)/.torch: $(VENV)/.test
	$(PIP) "$(TORCH)"
	@touch $@

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W -n --keep-going -q -b html docs docs/_build/html
	@echo "the documentation is in docs/_build/html/index.html"
	@test -d tests/katex/node_modules/katex || \
	    echo "its formulas need a network; to set them now, install Node.js and run: npm ci --prefix tests/katex"

format: $(VENV)/.test
	$(BIN)/python tools/make_stub.py
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist docs/_build docs/jupyter_execute symact-tour tests/katex/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find symact tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment, and a stamp for each set of packages installed into it.

$(VENV)/.tour: EXTRA := plot
$(VENV)/.test: EXTRA := test
$(VENV)/.docs: EXTRA := docs
$(VENV)/.tour $(VENV)/.test $(VENV)/.docs: pyproject.toml | $(BIN)/pip
	@echo "installing symact[$(EXTRA)] into $(VENV) ..."
	$(PIP) --editable ".[$(EXTRA)]"
	@touch $@

$(BIN)/pip:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "creating $(VENV) with $$("$$python" --version)"; \
	        "$$python" -m venv --clear $(VENV) && exit 0; \
	        rm -rf $(VENV); \
	        echo "symact needs Python's venv with pip; on Debian and Ubuntu: apt install python3-venv" >&2; \
	        exit 1; \
	    fi; \
	done; \
	echo "symact needs Python 3.11 or newer, and found none; make PYTHON=/path/to/python says where it is" >&2; \
	exit 1
