# Needs Python 3.11 or later and nothing else. The first run installs, later ones work offline.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check fix docs wheel

run: .venv/installed
	$(BIN)/galpi sync data
	$(BIN)/galpi ask "컨피그맵과 시크릿의 차이는?"
	$(BIN)/galpi ui

test: check
	$(BIN)/pytest -q -n 2 --dist loadfile

check: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/deptry . tests

wheel:
	rm -rf build
	$(PYTHON) -m pip wheel --no-deps --wheel-dir dist .

fix: .venv/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/installed-test
	$(BIN)/zensical build --strict --config-file docs/en.toml
	$(BIN)/zensical build --strict --config-file docs/ko.toml

.venv/installed: pyproject.toml setup.py constraints.txt
	@$(call install,.)
	@touch $@

.venv/installed-test: pyproject.toml setup.py constraints.txt
	@$(call install,.[test])
	@touch .venv/installed $@

# pip would compile all 15,000 modules, of which few are ever imported; so each is compiled when it
# first is, whatever the environment says, beginning with those of the chat.
unexport PYTHONDONTWRITEBYTECODE

define install
began=$$(date +%s) && \
$(PYTHON) -m venv .venv && \
$(BIN)/pip install --no-compile -c constraints.txt -e "$(1)" && \
$(BIN)/python -P -c "import galpi, ui" && \
echo ".venv: $$(du -sm .venv | cut -f1) MB in $$(($$(date +%s) - began)) seconds"
endef
