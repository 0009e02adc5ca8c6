# `make` alone lists what there is. Variables of pip and uv set on this machine (mirrors, certificates) are respected.
PYTHON ?= python3.11
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
DONE := .venv/done
UV := VIRTUAL_ENV=.venv $(BIN)/uv
PYTEST := $(BIN)/pytest
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
# Tools that load the settings but serve nobody.
QUIETLY := DEBUG=1 DATABASE_URL=sqlite://:memory:
# Whoever has done her tests takes some of the other's.
SHARED_OUT := -n $(WORKERS) --dist worksteal
ON_SQLITE := env -u DATABASE_URL $(PYTEST)

.DEFAULT_GOAL := help
.PHONY: help setup assets packages run test lint fix unit postgres journeys coverage bench check lock clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 11

setup: $(DONE)/project assets ## build the environment in .venv (and nothing else); at once when nothing changed

run: setup ## serve the demonstration system (PORT=8000); Ctrl-C stops it
	@$(BIN)/python -m tools.run --port $(PORT)

test: setup packages ## everything: style, types, SQLite, PostgreSQL, journeys in a browser
	@mkdir -p build; $(MAKE) --no-print-directory lint >build/lint.txt 2>&1 & lint=$$!; \
	$(MAKE) --no-print-directory unit; unit=$$?; \
	wait $$lint; lint=$$?; cat build/lint.txt; test $$lint = 0 && test $$unit = 0
	@$(MAKE) --no-print-directory postgres
	@$(MAKE) --no-print-directory journeys
	@echo "All of it passed."

lint: setup ## style, types, floors of the house, migrations, lock files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(QUIETLY) $(BIN)/mypy quantock tools
	$(QUIETLY) $(BIN)/lint-imports
	$(QUIETLY) $(BIN)/quantock makemigrations --check --dry-run
	$(BIN)/python -m tools.locks

fix: setup ## mend what can be mended without thinking
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

unit: setup packages ## every test that needs no browser, on SQLite
	$(ON_SQLITE) $(SHARED_OUT)

postgres: setup packages ## the tests that touch the database, again on a throw-away PostgreSQL
	$(BIN)/python -m tools.postgres -- $(PYTEST) $(SHARED_OUT) -m "database and not journey and not walk" --ignore=quantock/engines

journeys: setup packages ## whole journeys in a browser on SQLite, the smoke journey also on PostgreSQL
	$(ON_SQLITE) $(SHARED_OUT) tests/journeys -m journey
	$(BIN)/python -m tools.postgres -- $(PYTEST) tests/journeys -m smoke

coverage: setup packages ## which lines and branches no test reaches
	$(ON_SQLITE) -n $(WORKERS) --cov --cov-report=term-missing:skip-covered

bench: setup packages ## measure systems of 1,000 to 100,000 projects on both databases; writes docs/benchmarks.md
	$(BIN)/python -m tools.bench $(BENCH)

check: setup ## is this installation sound? (settings, database, migrations, kept figures)
	DEBUG=$${DEBUG:-1} $(BIN)/quantock check --database default
	DEBUG=$${DEBUG:-1} $(BIN)/quantock check-records

lock: $(DONE)/tools ## choose versions again from pyproject.toml, with hashes and without addresses
	$(COMPILE) requirements/tools.in -o requirements/tools.txt
	$(COMPILE) pyproject.toml --extra postgres -o requirements/base.txt
	$(COMPILE) pyproject.toml --extra postgres --extra numpy --group dev -c requirements/base.txt -o requirements/dev.txt

clean: ## remove what was built; the data in var/ stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage

assets: $(DONE)/packages
	@$(BIN)/python tools/assets.py

packages: $(DONE)/packages
	@$(BIN)/python -m tools.packages

$(DONE)/tools: requirements/tools.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 was not found. On Debian 12: apt-get install python3.11 python3.11-venv. Elsewhere: make PYTHON=/path/to/python3.11 setup"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11: make PYTHON=/path/to/python3.11 setup"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make an environment. On Debian 12: apt-get install python3.11-venv"; exit 1; }
	@echo "Setting up: Python's environment in .venv"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@mkdir -p $(DONE) && touch $@

$(DONE)/packages: requirements/dev.txt $(DONE)/tools
	@echo "Setting up: the locked packages"
	@$(UV) pip sync --quiet --require-hashes requirements/dev.txt requirements/tools.txt
	@touch $@

$(DONE)/project: pyproject.toml $(DONE)/packages
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
