# Tocsin: `make help` lists the verbs. The virtual environment builds itself, with uv where there is one.

# Compiled modules go into one folder of their own, also where the environment would write none: a start
# without them costs seconds.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/.cache/bytecode

VENV ?= .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
JOBS ?= 2
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --no-compile
UV := $(shell command -v uv 2>/dev/null)
CODE := $(patsubst %/,%,$(dir $(wildcard bot/__init__.py commands/__init__.py migrations/__init__.py sandbox/__init__.py bench/__init__.py)))

# pytest leaves with 5 when nothing carries the marker: that is an answer, not a failure.
marked = $(PY) -m pytest -m "$(1)" $(2) || { code=$$?; [ $$code -eq 5 ] && echo "No test is marked '$(1)'."; }

.DEFAULT_GOAL := help
.PHONY: help demo test check format docs lock bench test-long test-cluster run clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(STAMP) ## watch a p0 run through, from declare over a rollback to the postmortem (ONCE=1: leave when it is over)
	$(PY) -m sandbox.drill $(if $(ONCE),--once)

run: $(STAMP) ## serve the workspace named in .env
	$(PY) -m bot serve

test: $(STAMP) ## run the tests (under three minutes on two cores; JOBS=4 for more)
	$(PY) -m pytest -n $(JOBS) -m "not long and not node and not cluster"

# The second Slack client comes from npm where there is one; without it its test skips itself.
NODE_CLIENT := .cache/second_client
$(NODE_CLIENT)/node_modules: tests/second_client/package.json
	-@command -v npm >/dev/null && mkdir -p $(NODE_CLIENT) && cp $< $(NODE_CLIENT)/ && \
	  npm install --prefix $(NODE_CLIENT) --no-package-lock --no-audit --no-fund --silent && touch $@

test-long: export TOCSIN_NODE_MODULES = $(abspath $(NODE_CLIENT)/node_modules)
test-long: $(STAMP) $(NODE_CLIENT)/node_modules ## run the tests that take longer: kill -9, replicas, thousands of cases
	@$(call marked,(long or node) and not cluster,-n $(JOBS))

test-cluster: $(STAMP) ## run the tests that need a real Kubernetes in KUBECONFIG
	@if [ -z "$$KUBECONFIG" ]; then echo "Set KUBECONFIG to a cluster that may be written to."; exit 2; fi
	@$(call marked,cluster)

check: $(STAMP) ## lint, format, types, the import law, generated pages
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy $(CODE) tests
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m tests.house.reference --check

format: $(STAMP) ## put the code into its one format, imports sorted
	$(VENV)/bin/ruff check --select I --fix .
	$(VENV)/bin/ruff format .

docs: $(STAMP) ## write anew the pages that come from the code: settings, commands, actions
	$(PY) -m tests.house.reference

lock: $(PY) ## pin pyproject.toml's dependencies anew (UPGRADE=1: the newest versions)
	@[ -n "$(UV)" ] || [ -x $(VENV)/bin/uv ] || $(PIP) uv
	$(call compile,requirements.lock,--group dev)
	$(call compile,requirements.runtime.lock,--group build --constraint requirements.lock)

compile = $(or $(UV),$(VENV)/bin/uv) pip compile pyproject.toml $(2) --output-file $(1) --quiet \
  --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
  --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

bench: $(STAMP) ## measure against the budgets and write bench/results.json
	$(PY) -m bench

clean: ## remove what can be made again (your data in .tocsin stays)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# An interpreter is good when it is 3.11 or newer and can make virtual environments.
$(PY):
	@for python in $(PYTHON) python3.11 python3 python3.14 python3.13 python3.12; do \
	  $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "Making $(VENV) with $$python"; exec $$python -m venv $(VENV); \
	done; \
	if [ -n "$(UV)" ]; then exec "$(UV)" venv --quiet --python '>=3.11' $(VENV); fi; \
	echo "Tocsin needs Python 3.11 or newer with its venv module (Debian: apt install python3.11-venv)."; \
	echo "An interpreter elsewhere: make PYTHON=/path/to/python3.11 ..."; exit 1

# uv installs in seconds what takes pip a minute. Where there is none pip fetches the one the lock names,
# and where that does not work (a platform without it, a mirror that only pip knows) pip does it all.
$(STAMP): pyproject.toml requirements.lock | $(PY)
	@uv="$(UV)"; \
	if [ -z "$$uv" ]; then \
	  awk '/^[^ #]/ { on = /^uv==/ } on' requirements.lock > $(VENV)/uv.lock; \
	  $(PIP) --require-hashes -r $(VENV)/uv.lock && uv=$(VENV)/bin/uv; \
	fi; \
	if [ -n "$$uv" ] && "$$uv" pip install --quiet --python $(PY) --require-hashes -r requirements.lock; then \
	  "$$uv" pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .; \
	else \
	  $(PIP) --require-hashes --no-deps -r requirements.lock && $(PIP) --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
