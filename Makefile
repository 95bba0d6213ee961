# Two commands: `make demo` and `make test`. Each installs what it needs into .venv, once.
PYTHON ?= python3
# Compiled modules are kept: tests start the program hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

.PHONY: demo test checks tests format docs gallery lock upgrade audit clean

demo: .venv/.installed
	@$(BIN)/airbench-tui demo

test: .venv/.installed-dev
	@$(MAKE) --no-print-directory --jobs 2 checks tests  # types are checked on one core: tests use the other

checks: .venv/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

tests: .venv/.installed-dev
	$(BIN)/pytest -n 3 --dist loadgroup --ignore tests/tui --ignore tests/pty
	# Screens mostly wait: eight at a time keep two cores busy. New workers start without the memory of the first ones.
	$(BIN)/pytest -n 8 --dist loadgroup tests/tui tests/pty

format: .venv/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# What is generated from the code: the table of keys, the commands, the README's picture.
docs: .venv/.installed-dev
	$(BIN)/python -m scripts.generate_docs

# All screens at three sizes and in four themes into build/gallery/, and the twelve of docs/GALLERY.md. Takes minutes.
gallery: .venv/.installed-dev
	$(BIN)/python -m scripts.gallery

# After a change of the dependencies in pyproject.toml: the lock file, and the licences of what it holds.
lock: .venv/.installed-dev
	$(BIN)/python -m scripts.lock_dependencies
	@$(MAKE) --no-print-directory .venv/.installed-dev
	$(BIN)/python -m scripts.list_licences

# The newest versions that pyproject.toml allows.
upgrade: .venv/.installed-dev
	$(BIN)/python -m scripts.lock_dependencies --upgrade
	@$(MAKE) --no-print-directory .venv/.installed-dev
	$(BIN)/python -m scripts.list_licences

# Known vulnerabilities of the locked packages, where the network allows to look them up.
audit: .venv/.installed-dev
	$(BIN)/python -m scripts.audit_dependencies

clean:
	rm -rf .venv

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# Only files whose hashes are in the lock are installed, whichever registry they come from.
.venv/.installed-dev: pyproject.toml requirements-dev.lock .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	@touch $@ .venv/.installed
