# Every task of the repository; `make help` lists them. Requires Python 3.11 or later, make and git.
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
# The tests start hundreds of processes: without cached bytecode each would compile every module.
unexport PYTHONDONTWRITEBYTECODE

# Former names of variables work for one more release.
renamed = $(if $($(1)),$(info make: $(1)= is now $(2)=)$(eval $(2) ?= $($(1))))
$(call renamed,WORK,JOB_DURATION)
$(call renamed,DRY,DRY_RUN)
$(call renamed,WRITE,ALLOW_WRITES)
$(call renamed,FLOOR,MIN_SCORE)
$(call renamed,FAIL,FAIL_ON_VIOLATION)
$(call renamed,TEST_ALL,NIGHTLY)

# option: `--name value` if the variable is set; flag: `--name` if it is set and not 0.
option = $(if $($(2)),--$(1) '$($(2))')
flag = $(if $(filter-out 0,$($(2))),--$(1))
contract = $(call option,contract,CONTRACT) $(call option,edition,EDITION)

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | awk -F'|' '{ printf "  make %-10s %s\n", $$1, $$2 }'

.PHONY: all
all: setup ## validate the contract in all editions, check the generated clients, test the mock against the contract, print a summary
	@$(RUN) scripts.summary

.PHONY: setup
setup: $(VENV)/ready node_modules/ready ## install the tools, if they are missing

$(VENV)/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"setup: {sys.executable} is Python {sys.version.split()[0]}; 3.11 or later is required, choose one with PYTHON=")'
	@echo "setup: installing Python packages into $(VENV), half a minute or more"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

node_modules/ready: package.json package-lock.json .npmrc $(VENV)/ready
	@echo "setup: installing npm packages into node_modules, up to three minutes"
	@npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

requirements.txt package-lock.json:
	@echo "setup: $@ is missing; restore it with \`git checkout $@\`" >&2; exit 2

.PHONY: validate
validate: setup ## check the contract: OpenAPI, two linters, its examples, the errata; EDITION=, CONTRACT=
	@$(RUN) scripts.validate $(contract)

.PHONY: editions
editions: setup ## build the contracts of all editions into build/editions, and list them
	@$(RUN) scripts.editions

.PHONY: generate
generate: setup ## write the Python and TypeScript clients into generated/; EDITION=, CONTRACT=
	@$(RUN) scripts.generate $(contract)

.PHONY: drift
drift: setup ## fail if generated/ differs from what the contract yields
	@$(RUN) scripts.generate --check

.PHONY: mock
mock: setup ## run the mock; HOST=127.0.0.1 PORT=4010, STATEFUL=1, JOB_DURATION=2s, EDITION=, CONTRACT=, ARGS=
	@exec $(RUN) scripts.mock --host '$(HOST)' --port '$(PORT)' $(call flag,stateful,STATEFUL) $(call option,job-duration,JOB_DURATION) $(contract) $(ARGS)

.PHONY: proxy
proxy: PORT = 4011
proxy: setup ## report violations in traffic to UPSTREAM=; HOST=, PORT=4011, FAIL_ON_VIOLATION=1, EDITION=, CONTRACT=, ARGS=
	@exec $(RUN) scripts.proxy '$(UPSTREAM)' --host '$(HOST)' --port '$(PORT)' $(call flag,fail-on-violation,FAIL_ON_VIOLATION) $(contract) $(ARGS)

.PHONY: docs
docs: setup ## write the API reference into build/docs; EDITION=, CONTRACT=, ARGS=
	@$(RUN) scripts.reference $(contract) $(ARGS)

.PHONY: dist
dist: setup ## build the archives of the mock, the Python client and the TypeScript client into build/dist
	@$(RUN) scripts.archives

.PHONY: contract
contract: setup ## test the mock, or the server at URL=; STATEFUL=1, SEED=, EXAMPLES=, WORKERS=, SHARD=, DRY_RUN=1, ALLOW_WRITES=1, RATE=, STOP_AFTER=, ACCEPTED=, FAIL_ON=warnings, EDITION=, CONTRACT=
	@$(RUN) scripts.contract $(call option,url,URL) $(call option,seed,SEED) $(call option,max-examples,EXAMPLES) $(call option,workers,WORKERS) $(call option,shard,SHARD) $(call option,rate,RATE) $(call option,stop-after,STOP_AFTER) $(call option,accepted,ACCEPTED) $(call option,fail-on,FAIL_ON) $(call flag,allow-writes,ALLOW_WRITES) $(call flag,dry-run,DRY_RUN) $(call flag,stateful,STATEFUL) $(contract)

.PHONY: migration
migration: setup ## write the guide for a migration between editions into docs/migrations; FROM=2024-05-09 TO=2024-11-19
	@$(RUN) scripts.migration '$(FROM)' '$(TO)'

.PHONY: probe
probe: setup ## find out which edition the server at URL= implements, by GET requests without effects
	@$(RUN) scripts.probe '$(URL)'

.PHONY: mutation
mutation: setup ## measure which bugs the contract tests detect; SAMPLE=40, MIN_SCORE=95%, EDITION=, CONTRACT=, ARGS=
	@$(RUN) scripts.mutation $(call option,sample,SAMPLE) $(call option,min-score,MIN_SCORE) $(contract) $(ARGS)

.PHONY: mutants
mutants:
	@echo "make: the target mutants is now mutation"; $(MAKE) --no-print-directory mutation

.PHONY: breaking
breaking: setup ## list changes since BASE= (default: main's merge base) and whom they break; EDITION=, CONTRACT=
	@$(RUN) scripts.breaking $(if $(BASE),--base='$(BASE)') $(contract)

.PHONY: test
test: setup ## run the tests; ARGS= goes to pytest
	@$(RUN) pytest -n 4 --dist worksteal -m 'not slow' $(ARGS)

.PHONY: examples
examples: setup ## run the tests of the sample application in examples/; ARGS= goes to pytest
	@$(RUN) pytest -q -p scripts.mock.testing.plugin examples $(ARGS)

.PHONY: test-all
test-all: setup ## run the slow tests too: endurance, repetition, benchmarks; NIGHTLY=1 for those that take minutes; ARGS= goes to pytest
	@$(RUN) pytest -n 4 --dist worksteal $(if $(NIGHTLY),,-m 'not nightly') $(ARGS)

.PHONY: bench
bench: setup ## measure clients, generator and mock against alternatives; ARGS="rate state proxy start endurance", ARGS=--quick
	@$(RUN) scripts.bench $(ARGS)

.PHONY: check
check: setup ## check format, lint, types, contract and drift
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(RUN) scripts.validate
	@$(RUN) scripts.generate --check

.PHONY: format
format: setup ## format the code, and fix what the linter can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

.PHONY: lock
lock: $(VENV)/ready ## pin all packages with hashes, from requirements.in, tests/tools.in and package.json
	@for name in requirements tests/tools; do $(BIN)/uv pip compile $$name.in --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o $$name.txt || exit; done
	@npm install --package-lock-only --ignore-scripts --no-fund --no-audit --loglevel=error
	@echo "lock: requirements.txt, tests/tools.txt and package-lock.json are up to date; install them with \`make setup\`"

.PHONY: clean
clean: ## remove what was installed, built or cached
	@rm -rf $(VENV) node_modules build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "clean: removed packages, builds and caches"
