# Every task of the repository; `make help` lists them. Python 3.11, make and git are all that must be there.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(CURDIR)/$(VENV)/bin
RUN := $(BIN)/python -m
HOST ?= 127.0.0.1
PORT ?= 4010
export PATH := $(BIN):$(PATH)

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

.PHONY: all
all: setup ## validate the contract, compare the generated clients, test the mock against the contract, sum up
	@$(RUN) scripts.summary

.PHONY: setup
setup: $(VENV)/ready node_modules/ready ## install what the tools need, where it is not there yet

$(VENV)/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"setup: {sys.executable} is Python {sys.version.split()[0]}: 3.11 or later is needed, say which with PYTHON=")'
	@echo "setup: installing Python packages into $(VENV), half a minute or more"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

node_modules/ready: package.json package-lock.json .npmrc $(VENV)/ready
	@echo "setup: installing npm packages into node_modules"
	@npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

requirements.txt package-lock.json:
	@echo "setup: $@ is missing: \`git checkout $@\` brings it back" >&2; exit 2

.PHONY: validate
validate: setup ## check the contract: OpenAPI, two linters, its examples, the errata
	@$(RUN) scripts.validate

.PHONY: generate
generate: setup ## write the Python and TypeScript clients into generated/
	@$(RUN) scripts.generate

.PHONY: drift
drift: setup ## fail if generated/ is not what the contract yields
	@$(RUN) scripts.generate --check

.PHONY: mock
mock: setup ## run the mock; HOST=127.0.0.1 PORT=4010, STATEFUL=1, WORK=2s, ARGS= goes to it
	@exec $(RUN) scripts.mock --host '$(HOST)' --port '$(PORT)' $(if $(filter-out 0,$(STATEFUL)),--stateful) $(if $(WORK),--work '$(WORK)') $(ARGS)

.PHONY: proxy
proxy: PORT = 4011
proxy: setup ## pass traffic to UPSTREAM=, and tell where it departs from the contract; HOST=, PORT=4011, FAIL=1, ARGS= goes to it
	@exec $(RUN) scripts.mock.proxy '$(UPSTREAM)' --host '$(HOST)' --port '$(PORT)' $(if $(filter-out 0,$(FAIL)),--fail) $(ARGS)

.PHONY: docs
docs: setup ## write the reference into build/docs; ARGS= goes to it
	@$(RUN) scripts.docs $(ARGS)

.PHONY: contract
contract: setup ## hold the mock to the contract, or the server at URL=; DRY=1, SEED=, EXAMPLES=, WORKERS=, SHARD=, WRITE=1, STATEFUL=1
	@$(RUN) scripts.contract $(if $(URL),--url '$(URL)') $(if $(SEED),--seed '$(SEED)') $(if $(EXAMPLES),--max-examples '$(EXAMPLES)') $(if $(WORKERS),--workers '$(WORKERS)') $(if $(SHARD),--shard '$(SHARD)') $(if $(filter 1,$(WRITE)),--write) $(if $(filter-out 0,$(DRY)),--dry-run) $(if $(filter-out 0,$(STATEFUL)),--stateful)

.PHONY: mutants
mutants: setup ## break servers on purpose, and tell how many the contract tests catch; SAMPLE=40, FLOOR=95%, ARGS=
	@$(RUN) scripts.mutants $(if $(SAMPLE),--sample '$(SAMPLE)') $(if $(FLOOR),--floor '$(FLOOR)') $(ARGS)

.PHONY: breaking
breaking: setup ## tell what changed since BASE= (main's merge base if not given), and whom it breaks
	@$(RUN) scripts.breaking $(if $(BASE),--base='$(BASE)')

.PHONY: test
test: setup ## run the tests; ARGS= goes to pytest
	@$(RUN) pytest -n 2 --dist worksteal $(ARGS)

.PHONY: bench
bench: setup ## measure the client, and with ARGS="rate start endurance" the mock, beside others; ARGS=--quick
	@$(RUN) scripts.bench $(ARGS)

.PHONY: check
check: setup ## format, lint, types, contract lint, drift
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(RUN) scripts.validate
	@$(RUN) scripts.generate --check

.PHONY: format
format: setup ## format the code, and mend what the linter can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

.PHONY: lock
lock: $(VENV)/ready ## pin all packages anew, from requirements.in and package.json
	@$(BIN)/uv pip compile requirements.in --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.txt
	@npm install --package-lock-only --ignore-scripts --no-fund --no-audit --loglevel=error
	@echo "lock: requirements.txt and package-lock.json are up to date; \`make setup\` installs them"

.PHONY: clean
clean: ## remove what was installed, built or cached
	@rm -rf $(VENV) node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: only what git knows is left, and what is yours"
