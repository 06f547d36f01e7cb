# All files stay in this folder: packages in .venv/, data in var/. Requires Python 3.11 or newer and make.

.DEFAULT_GOAL := help
.PHONY: help run test test-quick check fix bench load demo deploy install lock sbom release audit messages clean

# The first Python of this list that is new enough; `make PYTHON=/path/to/python install` uses another.
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
PY := .venv/bin/python
RUNTIME := .venv/runtime.stamp
EVERYTHING := .venv/everything.stamp
ARGS ?=

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUNTIME) ## start the portal with its background jobs (PORT=9000, DEMO=0 for an empty one)
	@exec $(PY) -m tools.run

test: check ## check, then the whole suite on SQLite, PostgreSQL and Redis (ARGS="-k word")
	@exec $(PY) -m tools.test $(ARGS)

test-quick: $(EVERYTHING) ## the suite on SQLite only, without browser and LibreOffice (ARGS="-k word")
	@exec $(PY) -m tools.test --quick $(ARGS)

check: $(EVERYTHING) ## lint, format, system and deployment checks, missing migrations, layers
	@$(PY) -m tools.check

fix: $(EVERYTHING) ## correct lint and format errors automatically
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(RUNTIME) ## measure the pages and print one table (ARGS=search for one benchmark)
	@$(PY) -m tools.bench $(ARGS)

load: $(RUNTIME) ## let 50 readers, 5 editors, an import and a run work at once (ARGS=--sqlite or --kill)
	@$(PY) -m tools.load $(ARGS)

demo: $(RUNTIME) ## load demonstration data and accounts into the database
	$(PY) manage.py migrate
	$(PY) manage.py demo_accounts
	$(PY) manage.py load_demo

deploy: $(RUNTIME) ## prepare an installation, now and after an upgrade; installs no test tools
	$(PY) manage.py check --deploy --fail-level ERROR
	$(PY) manage.py migrate --noinput
	$(PY) manage.py collectstatic --noinput --verbosity 0
	@echo "The portal is prepared. Start its processes, or start them again."

install: $(EVERYTHING) ## install all packages into .venv/

lock: $(EVERYTHING) ## compile the two lists of packages into pins with hashes (ARGS=--upgrade)
	$(PY) -m uv pip compile requirements.in --python-version 3.11 --generate-hashes --no-header $(ARGS) -q -o requirements.txt
	$(PY) -m uv pip compile requirements-dev.in --python-version 3.11 --generate-hashes --no-header $(ARGS) -q -o requirements-dev.txt

sbom: $(RUNTIME) ## write the bill of materials to var/sbom.json, and print the licences
	@$(PY) -m tools.packages sbom var/sbom.json
	@$(PY) -m tools.packages licences

release: $(EVERYTHING) ## write the database of this release for the tests, see docs/operations.md
	@$(PY) -m tools.release

audit: $(RUNTIME) ## look up known faults of the pinned packages at osv.dev
	@$(PY) -m tools.packages audit

messages: $(EVERYTHING) ## collect and compile the texts of translated pages (needs the gettext tools)
	$(PY) manage.py makemessages --all --no-location --no-obsolete --ignore .venv --ignore var
	$(PY) manage.py compilemessages --ignore .venv --ignore var

clean: ## remove generated files; keep the data in var/
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis var/static var/cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNTIME): requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or set PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -m tools.install requirements.txt
	@touch $@

$(EVERYTHING): requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or set PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -m tools.install requirements.txt requirements-dev.txt
	@touch $(RUNTIME) $@
