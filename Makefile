# `make` alone says what there is. Everything is installed into .venv, pinned and with hashes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CLIENTS := .cache/clients
# A worker keeps the tests of a file together, as long as there is work for all: what they share is made once.
PYTEST := $(BIN)/pytest -n auto --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

# One lock for every Python and system that the project supports; hashes are of the published files.
LOCK = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test ready system coverage lint lock bench audit golden screenshots pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: $(VENV)/.site-stamp ## build this repository's site into output/
	@$(BIN)/statuspage build
	@echo 'The site is in output/. To look at it: python3 -m http.server -d output 8000'
	@echo 'and open http://127.0.0.1:8000/ (its links need a server).'

test: ## everything that must pass: lint, then the tests
	@$(MAKE) --no-print-directory --jobs=3 ready
	$(PYTEST)

# Much of this waits for other machines: while one thing arrives another is installed, or looked at.
ready: lint system $(CLIENTS)/.stamp

system: | $(BIN)/python
	@sh tests/system-packages.sh

coverage: $(VENV)/.dev-stamp ## how much of the program the tests of its parts reach (being traced doubles their time)
	$(PYTEST) --cov -m 'not whole'

lint: $(VENV)/.dev-stamp ## formatting, ruff's rules and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(wildcard statuspage tests bench docs themes/pictures.py)

lock: $(VENV)/.dev-stamp ## write all locks anew (needs npm for the tests' clients); with UPGRADE=1 take newer releases
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --output-file requirements-dev.txt --constraint requirements.txt
	$(LOCK) tests/clients/requirements.in --output-file tests/clients/requirements.txt
	$(LOCK) tests/clients/requirements-node.in --output-file tests/clients/requirements-node.txt
	cd tests/clients && npm $(if $(UPGRADE),update,install) --package-lock-only --omit-lockfile-registry-resolved \
		--ignore-scripts --no-audit --no-fund

bench: $(VENV)/.dev-stamp ## measure how long builds take
	$(BIN)/python -m bench
	$(BIN)/python -m bench.outputs
	$(BIN)/python -m bench.serve

audit: $(VENV)/.dev-stamp ## measure the sample site with Lighthouse and the Nu HTML checker (needs npm and Java)
	$(BIN)/python -m bench.audit

screenshots: $(VENV)/.dev-stamp ## draw docs/screenshots anew
	@sh tests/system-packages.sh
	$(BIN)/python -m docs.screenshots

pictures: $(VENV)/.dev-stamp ## draw the pictures for previews of links anew, after an icon has changed
	@sh tests/system-packages.sh
	$(BIN)/python -m themes.pictures

golden: $(VENV)/.dev-stamp ## write the golden files and the minified script anew: read the difference before you commit it
	$(BIN)/pytest --update-golden

clean: ## remove .venv, caches and what was built
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find output -mindepth 1 ! -path output/.gitignore -delete

# The stamps are older than what they depend on only when something has to be installed again.
$(VENV)/.site-stamp: requirements.txt pyproject.toml $(BIN)/python
	@echo 'Installing what the generator needs into $(VENV)'
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.txt pyproject.toml $(BIN)/python
	@echo 'Installing what the generator, its tests and its checks need into $(VENV)'
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $(VENV)/.site-stamp $@

$(CLIENTS)/.stamp: $(addprefix tests/clients/,install.sh requirements.txt requirements-node.txt package-lock.json) \
		| $(VENV)/.dev-stamp
	@sh tests/clients/install.sh $(BIN)/python
	@touch $@

# An environment left half made, or whose Python is gone since the system moved on, is made anew.
ifneq ($(shell $(BIN)/python -c 'import pip' 2>/dev/null && echo sound),sound)
.PHONY: $(BIN)/python
endif

# Debian keeps the module that makes environments in a package of its own.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || \
		{ echo 'Python 3.11 or newer is needed, and there is no $(PYTHON).' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			'Name another one: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null && echo 'Installing python3-venv' && \
			apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null && \
			DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
				--no-install-recommends install python3-venv >/dev/null && \
			$(PYTHON) -c 'import ensurepip, venv'; } || \
		{ echo "$(PYTHON) can't make virtual environments: its venv module is missing." \
			'On Debian and Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
