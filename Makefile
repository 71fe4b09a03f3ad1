# The two commands are `make run` and `make test`; both set up what is missing first.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help run test setup setup-tests lint bench audit
help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup ## Serve IgPath on http://127.0.0.1:8000
	@$(BIN)/igpath serve

setup: ## Install what the service needs: system libraries and .venv
	@.ci/setup.sh service $(PYTHON)

setup-tests: ## Install what the tests need besides: Chromium
	@.ci/setup.sh tests $(PYTHON)

lint: setup-tests ## Check style, types and who imports whom
	@echo "== style"; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "== types"; $(BIN)/mypy
	@echo "== imports"; $(BIN)/lint-imports --no-cache

test: lint ## Everything: lint, types, import contracts, all tests
	@echo "== tests"; $(BIN)/pytest --numprocesses=3  # two cores: while one waits for a browser or a process, another works

bench: setup-tests ## Print each figure as a ratio against a named baseline
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.importers.full_size
	@$(BIN)/python -m tests.letters.full_load

audit: setup-tests ## Look the locked packages up in the vulnerability database (needs the network)
	@$(BIN)/pip-audit --require-hashes -r requirements.lock
