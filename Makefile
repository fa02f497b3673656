# Needs Python 3.11 or later and nothing else. The first run installs, later ones work offline.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check fix docs

run: .venv/installed
	$(BIN)/galpi sync data
	$(BIN)/galpi ask "컨피그맵과 시크릿의 차이는?"
	$(BIN)/galpi ui

test: check
	$(BIN)/pytest -q

check: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: .venv/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/installed-test
	$(BIN)/zensical build --strict --config-file docs/en.toml
	$(BIN)/zensical build --strict --config-file docs/ko.toml

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -c constraints.txt -e .
	touch $@

.venv/installed-test: .venv/installed
	$(BIN)/pip install -c constraints.txt -e ".[test]"
	touch $@
