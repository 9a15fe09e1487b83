# `make demo` and `make test` need Python 3.11 or newer, make and git; everything else is set up here.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lint types unit docs gate screenshots clean

demo: .venv/base
	rm -f demo.db demo.db-shm demo.db-wal
	$(BIN)/onrecord read samples --db demo.db --format report
	@printf '\nEverything above is in demo.db. Try next:\n'
	@printf '  %s\n' '$(BIN)/onrecord find --db demo.db --act threaten' '$(BIN)/onrecord find --db demo.db --alleged' \
	  '$(BIN)/onrecord why ID --db demo.db       (an id from the lines above)' '$(BIN)/onrecord doctor --db demo.db'

# What Python compiled is kept, whatever else is asked for: each process that a test starts would compile the whole program anew.
unit test: export PYTHONDONTWRITEBYTECODE =

test: unit .venv/browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'browser or thorough'

unit: .venv/test .venv/readers
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not browser and not thorough'

check: lint types test docs gate

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test
	$(BIN)/mypy

docs: .venv/test
	$(BIN)/python -m docs.generate --check

gate: .venv/test
	$(BIN)/python -m evaluation.gate

.venv/base: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/test: pyproject.toml .venv/base
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

# FollowTheMoney's own library opens that export in the tests. One of its parts (PyICU) is compiled and needs a compiler and ICU's
# headers: where they are not, these tests are skipped and say so; CI sets READERS=required.
.venv/readers: .venv/test
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[aleph]' || test "$(READERS)" != required
	@touch $@

.venv/browser: .venv/test tests/desk/get-chromium.sh
	tests/desk/get-chromium.sh
	@touch $@

screenshots: .venv/browser
	test -e demo.db || $(MAKE) demo
	$(BIN)/python -m docs.screenshots --db demo.db --out screenshots

clean:
	rm -rf .venv build dist demo.db*
