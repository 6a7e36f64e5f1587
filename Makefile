# Rochdale: what one does with it, each a line.
.DEFAULT_GOAL := help
.PHONY: help install install-tests demo up test check bench lock

help: ## show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: ## make .venv and install what is missing on this machine
	@deploy/install

install-tests:
	@deploy/install --tests

demo: install ## boot the suite from nothing, play the main job on four cooperatives, check every figure
	.venv/bin/rochdale demo

up: install ## run the whole suite here, with a private broker and database, until Ctrl-C
	.venv/bin/rochdale up

# Two at once; tests that share servers stay together (tests/conftest.py).
test: install-tests ## run every test (TESTS=tests/unit for a part)
	.venv/bin/pytest -n 2 --dist loadgroup --no-loadscope-reorder $(TESTS)

check: install-tests ## lint, types, and the walls between the rooms
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

bench: install-tests ## measure speed and memory against the baselines
	.venv/bin/python -m tests.bench

# Compiled on the oldest Python that is supported, so that its extra needs are in; checked on the others by hand.
lock: install-tests ## write the lock files anew from pyproject.toml
	deploy/lock
