# The only door, for people and for CI. `make help` lists what is behind it.
PYTHON ?= python3
VENV := .venv/bin
AUDIT := .venv-audit/bin
# PYTHON, when given, reaches the script by the environment; else it looks for one that fits.
SETUP := @$(PYTHON) scripts/bootstrap.py
PYTEST := $(VENV)/python -m pytest -q --tb=short
CODE := layers functions infra_cdk mock_amazon local scripts bench tests
TYPED := layers/core/src layers/analysis/src functions infra_cdk mock_amazon local bench tests

.DEFAULT_GOAL := help
.PHONY: help openapi dashboard dashboard-test run stop status clean test check static fmt format lint types arch unit integration e2e build synth \
	deploy bench bench-limiter bench-api bench-reads bench-run bench-dashboard bench-analysis bench-feedback screenshots lock audit sbom secrets train

help: ## this list
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed -E 's/:[^#]*## /	/' | expand -t 18

# --- the two commands ---------------------------------------------------------------------------
run: ## install, build, deploy locally, run portfolio_refresh, print the findings, leave it running
	$(SETUP) run
	@$(VENV)/python -m local run

test: ## install everything and run every test
	$(SETUP) dev
	@# said before anything slow, when there is none
	@$(VENV)/python -m scripts.chromium >/dev/null
	@$(MAKE) --no-print-directory arch
	@# half of an integration test is waiting: the others fill the gaps, and yield to it
	@$(VENV)/python -m scripts.together integration unit,dashboard-test

stop: ## stop what `make run` started
	$(SETUP) run
	@$(VENV)/python -m local stop

status: ## what of `make run` is up, and where
	$(SETUP) run
	@$(VENV)/python -m local status

clean: ## stop, and forget the local state and the build
	$(SETUP) run
	@$(VENV)/python -m local clean

# --- checks ---------------------------------------------------------------------------------------
check: fmt lint types arch unit dashboard-test build synth ## static checks and unit tests

static: fmt lint ## what CI runs before `make test`: checks and builds, side by side where they can
	@$(VENV)/python -m scripts.together types build,synth,dashboard

fmt: ## is everything formatted?
	$(SETUP) dev
	@$(VENV)/ruff format --check --quiet $(CODE)

format: ## format everything
	$(SETUP) dev
	@$(VENV)/ruff check --quiet --fix-only --select I $(CODE); $(VENV)/ruff format --quiet $(CODE)

lint: ## ruff
	$(SETUP) dev
	@$(VENV)/ruff check --quiet $(CODE)

types: ## mypy, strict
	$(SETUP) dev
	@$(VENV)/mypy $(TYPED)

arch: ## who may import whom
	$(SETUP) dev
	@$(VENV)/lint-imports --no-logo

unit: ## unit, infrastructure and doctests, with the coverage floor; then `coverage report` has the lines
	$(SETUP) dev
	@$(VENV)/python -m local tools
	@$(PYTEST) -n 2 --disable-socket --allow-unix-socket --allow-hosts=127.0.0.1,::1,localhost \
		--cov --cov-report= --cov-fail-under=90 \
		tests/unit layers/core/src functions

integration: ## the local stack on its own ports and state, driven over HTTP
	$(SETUP) dev
	@$(PYTEST) tests/integration

e2e: ## of these, those that drive the dashboard in Chromium
	$(SETUP) dev
	@$(PYTEST) tests/integration/browser

openapi: ## the OpenAPI document that the API serves, from the routes
	$(SETUP) dev
	@$(VENV)/python -m scripts.openapi
	@$(VENV)/python -m local dashboard-tools
	@cd dashboard && npm run -s api

dashboard: ## the dashboard's files, under dashboard/dist/
	$(SETUP) run
	@$(VENV)/python -m local dashboard

dashboard-test: ## the dashboard: eslint, types, vitest, what its first page weighs
	$(SETUP) run
	@$(VENV)/python -m local dashboard
	@cd dashboard && npm run -s lint && npm run -s types && npm run -s test
	@cd dashboard && npm run -s api-check && npm run -s budget

build: ## Lambda packages and layers for this machine, under build/
	$(SETUP) run
	@$(VENV)/python -m local tools
	@$(VENV)/python -m scripts.build

synth: build ## the CloudFormation templates, under cdk.out/
	@$(VENV)/python -m local synth

deploy: ## make deploy TARGET=localstack|aws
	$(SETUP) run
	@$(VENV)/python -m local deploy $(TARGET)

# --- figures --------------------------------------------------------------------------------------
bench: bench-limiter bench-api bench-reads bench-run bench-dashboard ## every benchmark that needs no data; each figure is one JSON object a line

bench-limiter: ## rate used, 429s and writes of the limiter, beside its peers
	$(SETUP) bench
	@$(VENV)/python -m bench.limiter

bench-api: build ## the API's import, layer and handler times, beside FastAPI over SQLite
	$(SETUP) bench
	@$(VENV)/python -m bench.api

bench-reads: ## what each read costs in DynamoDB units, at 1,000 and 100,000 products
	$(SETUP) bench
	@$(VENV)/python -m bench.read_units

bench-run: ## the whole run against the naive sequential script on the same mock
	$(SETUP) bench
	@$(VENV)/python -m bench.run

bench-dashboard: ## the dashboard in Chromium: scripts, time to interactive, layout shift, long tasks
	$(SETUP) dev
	@$(VENV)/python -m bench.dashboard

screenshots: ## make screenshots TO=<folder>: every page of what `make run` left up, in both themes
	$(SETUP) dev
	@$(VENV)/python -m scripts.screenshots $(TO)

bench-analysis: ## make bench-analysis DATA=<folder of labelled reviews>
	$(SETUP) bench
	@$(VENV)/python -m bench.analysis --data $(DATA)

bench-feedback: ## Amazon's topics against our issues on the mock: what is mapped, what agrees
	$(SETUP) bench
	@$(VENV)/python -m bench.feedback

train: ## make train DATA=<folder of labelled reviews>: the local model, again
	$(SETUP) bench
	@$(VENV)/python -m scripts.train_local_model --data $(DATA)

# --- supply chain ---------------------------------------------------------------------------------
lock: ## compile every lock file anew
	$(SETUP) audit
	@$(AUDIT)/python -m scripts.lock

audit: ## known vulnerabilities in the locked packages
	$(SETUP) audit
	@for lock in requirements/*.lock layers/*/requirements.lock; do \
		$(AUDIT)/pip-audit --disable-pip --require-hashes -r $$lock || exit 1; done
	@npm audit --prefix infra_cdk
	@npm audit --prefix dashboard

secrets: ## does the tree hold anything that looks like a secret?
	$(SETUP) audit
	@# 3: nothing new, known lines have only moved (the baseline was brought up to date)
	@$(AUDIT)/detect-secrets-hook --baseline .secrets.baseline $$(git ls-files -- . ':!functions/api/static/swagger-ui*') || test $$? -eq 3

sbom: ## a CycloneDX bill of materials of what is deployed
	$(SETUP) audit
	@for layer in core identity analysis; do $(AUDIT)/cyclonedx-py requirements layers/$$layer/requirements.lock \
		--output-reproducible -o sbom-$$layer.json; done
