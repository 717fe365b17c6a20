# Everything from a bare machine: Python 3.11 or later, Node 20 or later, make. No Docker, no running database.
# The environment goes into .venv and node_modules, state into .formaops. After the first `make setup`, all but
# `make lock` and the first `make bench-gateway` works without a network.

PYTHON ?= python3
MODEL =
ARGS =

BIN = .venv/bin
PYTHON_STAMP = .venv/.installed
NODE_STAMP = node_modules/.installed
# Where programs keep their caches when there is no home that they may write to.
HOMELESS = if [ -z "$$HOME" ] || [ ! -w "$$HOME" ]; then \
	export HOME="$$PWD/.formaops/cache" && mkdir -p "$$HOME"; fi

.PHONY: help setup demo test up down check chaos bench bench-reads bench-backups bench-pages bench-gateway lock dump clean

help: ## Show these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-13s %s\n", $$1, $$2 }'
	@echo
	@echo '  make demo MODEL=openai:gpt-5-mini   asks a real provider, with OPENAI_API_KEY set'
	@echo '  make test ARGS="-k sign_in"         hands arguments to pytest'

setup: ## Install everything into .venv and node_modules (needed once, the other targets do it)
	@if [ -f $(PYTHON_STAMP) ] && [ "$$(cat $(PYTHON_STAMP))" != "$$PWD" ]; then \
		echo "setup: this clone was moved; making .venv anew"; rm -rf .venv; fi
	@$(MAKE) --no-print-directory --silent $(PYTHON_STAMP) $(NODE_STAMP)

$(PYTHON_STAMP): requirements.txt pyproject.toml
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "setup: there is no $(PYTHON). Install Python 3.11 or later, or: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "setup: $$("$(PYTHON)" --version) is too old; Python 3.11 or later is needed: make PYTHON=/path/to/python3"; \
		exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "setup: $(PYTHON) lacks its venv module (on Debian and Ubuntu: apt-get install python3-venv)"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { \
		echo "setup: making .venv"; rm -rf .venv; "$(PYTHON)" -m venv .venv; }
	@echo "setup: installing Python packages"
	@$(HOMELESS); [ -x $(BIN)/uv ] || { \
		sed -n '/^uv==/,/# via/p' requirements.txt > .venv/uv.txt && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt; }
	@$(HOMELESS); export VIRTUAL_ENV="$$PWD/.venv"; \
		$(BIN)/uv pip install --no-deps --require-hashes -r requirements.txt && \
		$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@echo "$$PWD" > $@

# Not `npm ci`: it refuses a lock file without the packages of platforms that the registry it was made with lacked.
# This keeps to the lock file and its hashes as well, and leaves it as it is.
$(NODE_STAMP): package.json package-lock.json
	@for program in node npm; do command -v $$program >/dev/null || { \
		echo "setup: there is no $$program. Install Node.js 20 or later"; exit 1; }; done
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { \
		echo "setup: Node.js $$(node --version) is too old; 20 or later is needed"; exit 1; }
	@if cmp -s package-lock.json $@; then touch $@; else \
		echo "setup: installing Node programs"; \
		$(HOMELESS); npm install --no-save --no-audit --no-fund --no-update-notifier --loglevel=error && cp package-lock.json $@; fi

demo: setup ## Start the stack and review a piece of code with the seeded prompt; MODEL= asks another model
	@model="$(MODEL)"; $(BIN)/formaops demo $${model:+--model "$$model"}

test: setup ## Run all tests, pgTAP's too; ARGS= goes to pytest, and with CI set coverage is measured
	@if [ -z "$$CI" ]; then exec $(BIN)/python -m tests $(ARGS); fi; \
		rm -rf .formaops/coverage && mkdir -p .formaops/coverage && \
		$(BIN)/python -m tests $(ARGS) && \
		$(BIN)/coverage combine --quiet && $(BIN)/coverage report --fail-under=90

up: setup ## Start the stack (at once when it runs already) and show its addresses
	@$(BIN)/formaops up

down: ## Stop the stack; its data stays
	@if [ -x $(BIN)/formaops ]; then $(BIN)/formaops down; fi

check: setup ## Lint, formatting, types, SQL and lock files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint supabase/migrations
	node_modules/.bin/squawk supabase/migrations/*.sql
	$(BIN)/python -m formaops.local.locks

chaos: setup ## Kill parts at random under 10,000 executions, then check the books; ARGS="--executions 1000 --kills 10 --seed 1"
	@$(BIN)/python -m tests.reliability.chaos --json .formaops/chaos.json $(ARGS)

bench: setup ## Measure execute-prompt against its own floor
	@$(BIN)/python -m tests.bench --json .formaops/bench.json $(ARGS)

bench-reads: setup ## Measure every read at volume, with and without row-level security; ARGS="--scale 0.1" is quicker
	@$(BIN)/python -m tests.bench.reading --json .formaops/bench-reads.json $(ARGS)

bench-backups: setup ## Measure a backup and a restore beside pg_dump | zstd and pg_restore; ARGS="--scale 0.1" is quicker
	@$(BIN)/python -m tests.bench.backups --json .formaops/bench-backups.json $(ARGS)

bench-pages: setup ## Open every page with 100 users at once, at volume; ARGS="--scale 0.1" is quicker
	@$(BIN)/python -m tests.bench.pages --json .formaops/bench-pages.json $(ARGS)

bench-gateway: setup ## Measure execute-prompt beside LiteLLM's proxy, which it installs (needs the network once)
	@$(HOMELESS); $(BIN)/python -m tests.bench.gateway --json .formaops/bench-gateway.json $(ARGS)

lock: setup ## Compile the lock files anew (needs the network)
	@$(HOMELESS); compile="$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11"; \
		$$compile --all-extras pyproject.toml -o requirements.txt && \
		$$compile -c requirements.txt pyproject.toml -o functions/requirements.txt && \
		$$compile -c requirements.txt deploy/worker.in -o deploy/worker.txt && \
		$$compile tests/bench/gateway/requirements.in -o tests/bench/gateway/requirements.txt && \
		npm install --package-lock-only --no-audit --no-fund --loglevel=error

dump: setup ## Write anew what is made from the migrations: sql/schema.sql, the rows' types, the diagrams in docs/
	@$(BIN)/python -m tests.migration.generated

clean: ## Stop the stacks and remove .venv, node_modules, caches and the local databases
	@if [ -x $(BIN)/python ]; then for state in .formaops .formaops/test*; do \
		$(BIN)/python -c 'import sys; from formaops.local import stack; stack.reset(sys.argv[1])' $$state; done; fi
	rm -rf .venv .formaops node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
