# AppCare. `make help` lists the targets; each installs what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:

UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --frozen
export UV_PYTHON_DOWNLOADS := never

# What the CDK CLI says beside the point: our own sentence about a wrong input must stand alone.
CDK_NOISE := '^Supply a stack id|feature flags are not configured|Subprocess exited with error'

.PHONY: help setup node demo up down smoke check test live bench synth deploy docs clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.tools/bin/uv:
	@python3 -m venv .tools || { echo "make: python3 with its venv module is needed (3.11 or later)."; exit 1; }
	@.tools/bin/pip install --quiet "uv==$(UV_VERSION)" 2>.setup.log || { rm -f $@; echo "make: uv could not be installed: is the package registry reachable?"; exit 1; }

setup: $(filter .tools/bin/uv,$(UV)) ## Install the Python side, from the lock
	@$(UV) sync --quiet --frozen 2>.setup.log || { echo "make: the Python packages could not be installed: is the package registry reachable? (.setup.log has the details)"; exit 1; }

node_modules/.package-lock.json: package.json package-lock.json | setup
	@$(RUN) npm ci --silent --no-fund --no-audit || { echo "make: the CDK CLI could not be installed: is the npm registry reachable?"; exit 1; }
	@touch $@

node: setup node_modules/.package-lock.json ## Install the CDK CLI, from the lock

demo: node ## Run the whole pipeline on this machine and show a conversation; Ctrl-C ends it
	@$(RUN) python -m playground demo

up: node ## Start the same stack in the background; returns when it is ready
	@$(RUN) python -m playground up

down: ## Stop what `make up` started
	@$(RUN) python -m playground down

smoke: node ## Up, one signed webhook in, the CRM has it, the trace printed, down
	@$(RUN) python -m playground smoke

check: setup ## Lint, types, arrows, generated documents, unit tests: under 90 s
	@$(RUN) ruff format --check --quiet . || { echo "make check: run 'uv run ruff format'"; exit 1; }
	@$(RUN) ruff check --quiet .
	@$(RUN) lint-imports --no-cache | tail -n 12; exit $${PIPESTATUS[0]}
	@$(RUN) interrogate --quiet --config pyproject.toml cli layers functions infra playground tests bench
	@$(RUN) python -m docs.generate --check
	@$(RUN) mypy
	@APPCARE_MODEL_SCHEDULES=80 $(RUN) pytest -q -n 2 --durations 0 --durations-min 5 tests/unit

test: node ## Every test that needs only PyPI and npm
	@$(RUN) pytest -q -n 2 tests --ignore=tests/e2e --ignore=tests/live
	@$(RUN) pytest -q tests/e2e

live: setup ## Test against a real Request Tracker and django-helpdesk; installs them (needs apt-get as root)
	@$(RUN) python -m tests.live.install
	@$(RUN) pytest -q tests/live

bench: node ## Measure the local stack: ratios, printed as tables
	@$(RUN) python -m bench

synth: node ## Synthesize the production app into cdk.out
	@$(RUN) appcare check
	@$(RUN) node_modules/.bin/cdk synth --quiet --output cdk.out 2>&1 | grep -vE $(CDK_NOISE); exit $${PIPESTATUS[0]}

deploy: node ## Deploy the production app into the account of your AWS credentials
	@$(RUN) appcare check
	@$(RUN) node_modules/.bin/cdk deploy --all

docs: setup ## Write the generated documents anew
	@$(RUN) python -m docs.generate

clean: down ## Remove what was built here
	@rm -rf cdk.out .local .cache node_modules .venv .tools
