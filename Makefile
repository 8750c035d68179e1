# `make` alone lists what can be done. Needed: Python 3.11 or newer with its venv module, make, git.
# Every environment is a plain venv filled by pip from requirements/*.txt, whose entries are pinned and hashed.

VENV      ?= .venv
CORE_VENV ?= .venv-core
LOCK_VENV ?= .venv-lock
# bench/peers.py looks for this folder.
PEERS_VENV := .venv-peers
FACES_VENV ?= .venv-faces
# Left empty, tools/make_venv.sh looks for python3.11 first, then for any python3 that is new enough.
PYTHON    ?=
# Extra words for the program that is started: make demo ARGS="--port 8001", make test ARGS="-k pass"
ARGS      ?=

BIN := $(VENV)/bin
PIP_FLAGS := --quiet --disable-pip-version-check --no-input
# The project itself is installed from this folder, with the build tool that is already there: nothing is fetched for it.
SELF_FLAGS := $(PIP_FLAGS) --no-deps --no-build-isolation

# Folders are listed too, so that a deleted file also counts as a change.
SOURCES := $(shell find src -not -name '*.pyc' -not -name __pycache__ 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test test-core test-all soak fronts lint bench eval bench-peers docs words lock vendor faces clean

help: ## List these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

install: $(VENV)/.web ## Make .venv with everything needed to run safeconduct and its pages

demo: $(VENV)/.web ## Serve the pages with made-up people and a real agreement; prints the address
	$(BIN)/safeconduct demo $(ARGS)

test: test-core test-all ## Run every test: the core without Django first, then everything

test-core: $(CORE_VENV)/.core
	@$(CORE_VENV)/bin/python -c 'import importlib.util as u, sys; sys.exit("Django is importable in $(CORE_VENV); run: make clean" if u.find_spec("django") else 0)'
	$(CORE_VENV)/bin/python -m pytest tests/unit tests/scenarios tests/checks tests/accords $(ARGS)

test-all: $(VENV)/.dev
	@sh tools/find_chromium.sh $(VENV)/.no-chromium
	@sh tools/install_postgres.sh $(VENV)/.no-postgres
	SAFECONDUCT_NO_CHROMIUM="$$(cat $(VENV)/.no-chromium 2>/dev/null)" \
	SAFECONDUCT_NO_POSTGRES="$$(cat $(VENV)/.no-postgres 2>/dev/null)" sh tools/test_in_two.sh $(BIN)/python $(ARGS)

soak: $(VENV)/.dev ## New random examples for every property, 1,000 kills of an appending process, every byte changed (an hour)
	SAFECONDUCT_NEW_EXAMPLES=1 $(BIN)/python -m pytest -m hypothesis
	@sh tools/install_postgres.sh $(VENV)/.no-postgres
	SAFECONDUCT_NO_POSTGRES="$$(cat $(VENV)/.no-postgres 2>/dev/null)" $(BIN)/python -m tests.store.soak $(ARGS)
	$(BIN)/python -m tests.tampering

fronts: $(VENV)/.dev ## Try what docs/how-to/serve-others.md says of nginx and Caddy, with a browser; installs them as root
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get install --quiet --yes nginx-light caddy || true; fi
	@sh tools/find_chromium.sh $(VENV)/.no-chromium
	SAFECONDUCT_NO_CHROMIUM="$$(cat $(VENV)/.no-chromium 2>/dev/null)" \
	$(BIN)/python -m pytest -rs tests/browser/test_encrypted.py $(ARGS)

lint: $(VENV)/.dev ## Check style and the imports between the rooms
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev ## Measure, and write down what was measured
	$(BIN)/python bench/run.py $(ARGS)

eval: $(VENV)/.dev ## Judge the reader of reports by documents that a person read, and write down the figures
	$(BIN)/python eval/run.py $(ARGS)

bench-peers: $(PEERS_VENV)/.peers ## Install peers that are only measured beside (pm4py, AGPL; pymerkle, GPL; pycose; textacy; a gigabyte)

docs: $(VENV)/.web ## Write the generated pages under docs/ again
	$(BIN)/python docs/generate.py $(ARGS)

words: $(VENV)/.web ## Gather the words of the pages into the catalogs of each language, and make what Django reads of them
	$(BIN)/python -m tools.words

# UPGRADE=--upgrade takes newer versions; without it only what pyproject.toml now asks for changes.
# dev.txt holds every package, so it is solved first, and the smaller lists must agree with it.
UPGRADE ?=
COMPILE = $(LOCK_VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)

lock: $(LOCK_VENV)/.lock ## Write requirements/*.txt again from pyproject.toml
	$(COMPILE) pyproject.toml --extra dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra web -c requirements/dev.txt -o requirements/web.txt
	$(COMPILE) pyproject.toml --extra mirror -c requirements/dev.txt -o requirements/mirror.txt
	$(COMPILE) pyproject.toml --extra deep -c requirements/dev.txt -o requirements/deep.txt
	$(COMPILE) pyproject.toml --extra dep -c requirements/dev.txt -o requirements/dep.txt
	$(COMPILE) pyproject.toml --extra intake -c requirements/dev.txt -o requirements/intake.txt
	$(COMPILE) pyproject.toml --extra paper -c requirements/dev.txt -o requirements/paper.txt
	$(COMPILE) pyproject.toml --extra record -c requirements/dev.txt -o requirements/record.txt
	$(COMPILE) pyproject.toml --extra postgres -c requirements/dev.txt -o requirements/postgres.txt
	$(COMPILE) pyproject.toml --extra test --extra record -c requirements/dev.txt -o requirements/test-core.txt
	$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/core.txt
	$(COMPILE) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
	$(COMPILE) requirements/lock.in -o requirements/lock.txt
	$(COMPILE) requirements/peers.in -o requirements/peers.txt
	$(COMPILE) requirements/faces.in -o requirements/faces.txt

vendor: ## Fetch the vendored fonts and scripts again, as vendor.toml lists them (needs npm)
	"$$(PYTHON="$(PYTHON)" sh tools/find_python.sh)" tools/vendor.py $(ARGS)

faces: $(FACES_VENV)/.faces ## Cut the Arabic face down to the letters that its readers write
	$(FACES_VENV)/bin/python tools/faces.py

clean: ## Remove the environments and every cache
	rm -rf $(VENV) $(CORE_VENV) $(LOCK_VENV) $(PEERS_VENV) $(FACES_VENV) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools docs bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

%/bin/python:
	@PYTHON="$(PYTHON)" sh tools/make_venv.sh $*

$(VENV)/.web: requirements/web.txt requirements/build.txt pyproject.toml $(VENV)/bin/python
	@echo "Installing the web set into $(VENV) ..."
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/build.txt -r requirements/web.txt
	@$(BIN)/python -m pip install $(SELF_FLAGS) --editable .
	@$(BIN)/python -m pip check
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.web
	@echo "Adding the development set to $(VENV) ..."
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/dev.txt
	@touch $@

$(CORE_VENV)/.packages: requirements/test-core.txt requirements/build.txt $(CORE_VENV)/bin/python
	@echo "Installing the core set into $(CORE_VENV) ..."
	@$(CORE_VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/build.txt -r requirements/test-core.txt
	@touch $@

# Not editable: these tests meet the wheel as a user would get it, so a data file left out of the wheel is noticed.
$(CORE_VENV)/.core: $(CORE_VENV)/.packages pyproject.toml $(SOURCES)
	@$(CORE_VENV)/bin/python -m pip install $(SELF_FLAGS) --force-reinstall .
	@$(CORE_VENV)/bin/python -m pip check
	@touch $@

$(LOCK_VENV)/.lock: requirements/lock.txt $(LOCK_VENV)/bin/python
	@$(LOCK_VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/lock.txt
	@touch $@

# No part of safeconduct imports these, and nothing but the benchmark starts them: a program of another licence, apart.
$(PEERS_VENV)/.peers: requirements/peers.txt $(PEERS_VENV)/bin/python
	@echo "Installing peers of the benchmark into $(PEERS_VENV): pm4py (AGPL), pymerkle (GPL), pycose and textacy, never part of safeconduct ..."
	@$(PEERS_VENV)/bin/python -m pip install $(PIP_FLAGS) --only-binary :all: --require-hashes -r requirements/peers.txt
	@touch $@

$(FACES_VENV)/.faces: requirements/faces.txt $(FACES_VENV)/bin/python
	@echo "Installing what cuts faces into $(FACES_VENV) ..."
	@$(FACES_VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/faces.txt
	@touch $@
