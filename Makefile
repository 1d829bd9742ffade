# One to three lines a target: `make` lists them.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help install install-dev run dev test check format lint types contracts bench drill lock screenshots clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

install: $(VENV)/.installed  ## install what the workbench needs into .venv

install-dev: $(VENV)/.installed-dev  ## install what tests and checks add

run: install  ## start the workbench on http://127.0.0.1:$PORT, worker included
	@exec $(PY) manage.py start

dev: install  ## for changing the code: shows errors, follows changes, worker beside it
	@exec $(PY) manage.py start --reload

test: install-dev  ## run the tests, or some: make test TEST_OPTIONS=tests/jobs
	@$(PY) -m tests $(TEST_OPTIONS)

check: install-dev  ## what CI runs: lint, types, contracts, migrations, deploy check, tests
	@$(MAKE) --no-print-directory lint types contracts
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) -m tests.deploy_check
	@$(MAKE) --no-print-directory test TEST_OPTIONS=--short-drills

# A sign may follow a term at once, so its template does not end in a newline, which djade would ask for.
TEMPLATES := find templates -name '*.html' ! -path templates/components/term.html -exec $(VENV)/bin/djade --target-version 5.2

format: install-dev  ## format Python, templates, styles and scripts, as lint asks for it
	@$(VENV)/bin/ruff format .
	@$(TEMPLATES) {} +
	@$(VENV)/bin/oxfmt static

lint: install-dev  ## check the format, and what linters find
	@$(VENV)/bin/ruff format --check . && $(TEMPLATES) --check {} + && $(VENV)/bin/oxfmt --check static \
	  || { echo "Format them with: make format"; exit 1; }
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/oxlint static

types: install-dev  ## check types
	@$(VENV)/bin/mypy

contracts: install-dev  ## check which package may import which
	@$(VENV)/bin/lint-imports

bench: install-dev  ## time the engine: ratios of two things alternated in one run
	@$(PY) -m tests.bench

drill: install-dev  ## the heavy drills: kill tests, load, long fuzzing, mutants of the core, faults around it
	@$(PY) -m tests --drills

screenshots: install-dev  ## pictures of every page, and the README's, into var/screenshots
	@$(PY) -m tests.screenshots

# Without PACKAGE all move to their newest versions; with it one does, and what it needs: make lock PACKAGE=django
lock: install-dev  ## renew the lock files: all packages, or one with PACKAGE=name
	@for name in requirements requirements-dev requirements-build; do \
	  echo "Compiling $$name.txt ($(if $(PACKAGE),moving $(PACKAGE) alone,moving all); about 10 s)"; \
	  $(VENV)/bin/uv pip compile --quiet $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade) --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $$name.in --output-file $$name.txt || exit 1; \
	done

clean:  ## remove the virtual environment and local data
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt install.py | $(VENV)/bin/python
	@$(PY) install.py requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-build.txt requirements-dev.txt install.py | $(VENV)/bin/python
	@$(PY) install.py requirements-build.txt requirements-dev.txt
	@touch $@ $(VENV)/.installed
