# Phong Trào: `make` lists what can be done.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIGHTHOUSE := tests/goals/lighthouse
PORT ?= 8000
SIZE ?= small
export DJANGO_SETTINGS_MODULE := phongtrao.config.settings

.DEFAULT_GOAL := help
.PHONY: help run test check goals goals-slow bench plan-check docs locale types lint fast clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/core.stamp: requirements/core.txt pyproject.toml
	@scripts/install.sh core "$(PYTHON)"

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml
	@scripts/install.sh dev "$(PYTHON)"

run: $(VENV)/core.stamp ## set everything up and serve http://127.0.0.1:8000 with demonstration data
	@$(BIN)/python scripts/build_locale.py
	@$(BIN)/phongtrao setup --demo $(SIZE)
	@$(BIN)/phongtrao serve --port $(PORT)

test: $(VENV)/dev.stamp ## set up and run all tests, on SQLite and (where it runs) PostgreSQL
	@$(BIN)/python scripts/build_locale.py
	@scripts/test.sh

fast: $(VENV)/dev.stamp ## the tests without a browser, on SQLite only
	@$(BIN)/python scripts/build_locale.py
	@$(BIN)/python -m pytest -q -n 2 -m 'not browser'

check: lint types ## style, types, imports, budgets, the plan package

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/phongtrao plan check plans/binh-phuoc-2022-2025

types: $(VENV)/dev.stamp
	@$(BIN)/mypy

plan-check: $(VENV)/core.stamp ## check the plan package: mistakes with file:line and a hint
	@$(BIN)/phongtrao plan check plans/binh-phuoc-2022-2025

# Only measures; where node is missing it is left out, and CI=true makes that a failure.
$(LIGHTHOUSE)/node_modules/.package-lock.json: $(LIGHTHOUSE)/package-lock.json
	@scripts/install_lighthouse.sh

goals: $(VENV)/dev.stamp $(LIGHTHOUSE)/node_modules/.package-lock.json ## measure all goals of the pages (needs Chromium; node for Lighthouse)
	@$(BIN)/python scripts/build_locale.py
	@GOALS_SLOW=1 $(BIN)/python -m pytest -q -s tests/goals tests/web/test_every_page.py

goals-slow: $(VENV)/dev.stamp $(LIGHTHOUSE)/node_modules/.package-lock.json ## of these, only what takes minutes: Slow 3G, Lighthouse, axe on every page
	@$(BIN)/python scripts/build_locale.py
	@GOALS_SLOW=1 $(BIN)/python -m pytest -q -s -m slow_goal tests/goals tests/web/test_every_page.py

bench: $(VENV)/dev.stamp ## measure against the reference design, ratios in one run (needs PostgreSQL)
	@$(BIN)/python -m bench

locale: $(VENV)/core.stamp ## merge and compile the Vietnamese catalogue
	@$(BIN)/python scripts/build_locale.py

clean: ## remove the environment and all data of this installation
	rm -rf $(VENV) var $(LIGHTHOUSE)/node_modules
