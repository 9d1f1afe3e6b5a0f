# What a newcomer needs: `make run` and `make test`. Everything else is for developers.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test lint format bench screenshots messages lock clean

help:  ## Show these lines
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

run:  ## Set up what is missing and serve the site (HOST=127.0.0.1 PORT=8000)
	@$(PYTHON) -m tools.run

test:  ## Set up for development, then run every check and test
	@$(PYTHON) -m tools.check

lint:  ## The checks without the tests
	@$(PYTHON) -m tools.check lint

format:  ## Rewrite Python in the house's format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench:  ## Measure how fast forms are printed
	@$(BIN)/python -m benchmarks

screenshots:  ## Take the pictures of the README
	@$(BIN)/pytest tests/browser/take_pictures.py

messages:  ## Extract translatable messages into locale/
	@$(PYTHON) -m tools.messages

lock:  ## Lock the dependencies again, with hashes (UPGRADE=1 for newer versions)
	@$(PYTHON) -m tools.lock

clean:  ## Remove what was built; the database in var/ stays
	@rm -rf .venv var/fonts var/static locale/*/LC_MESSAGES/*.mo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
