# Everything a developer does here. `make help` lists it; README.md tells the rest.
# Needs make, git and Python 3.11 or later with venv; the rest is installed into .venv.

# The address that `make run` serves on.
PORT ?= 8000
# Tests run in this many processes.
WORKERS ?= 2
# More arguments for `make load-framtidsdag`, for example: make load-framtidsdag LOAD_ARGS="--participants 60"
LOAD_ARGS ?=
# More arguments for pytest, for example: make test PYTEST_ARGS="-k delta"
PYTEST_ARGS ?=

PY := .venv/bin/python
PYTEST := $(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile $(PYTEST_ARGS)

# pip, Chromium and others keep things in the home folder. Where there is none that can be written to, they get one here.
ifneq ($(shell test -d "$$HOME" && test -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/var/home
$(shell mkdir -p "$(HOME)")
endif
# Another project's settings must not reach this one.
unexport DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres lint format bench load-framtidsdag backup restore forget lock clean runtime dev

help: ## What there is
	@echo "Usage: make TARGET"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

run: export DEBUG = 1
run: runtime ## The portal with Kungsör's content on http://127.0.0.1:8000 (PORT=… for another port)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_kungsor
	@$(PY) manage.py make_demo_accounts
	@echo
	@echo "The portal is at http://127.0.0.1:$(PORT)  (Ctrl-C stops it)"
	@exec $(PY) manage.py runserver 127.0.0.1:$(PORT)

test: dev ## The whole suite, on SQLite (or on DATABASE_URL)
	@$(PYTEST)

test-postgres: dev ## The whole suite on PostgreSQL: DATABASE_URL, or a throw-away server
	@$(PY) tools/with_postgres.py $(PYTEST)

lint: dev ## Formatting, style, types, missing migrations, deployment settings
	@$(PY) tools/lint.py

format: dev ## Mend what can be mended by itself
	@$(PY) tools/lint.py --fix

bench: runtime ## Queries, time and bytes of each public page, on small and large content
	@$(PY) tools/bench.py

load-framtidsdag: dev ## A Framtidsdag with 300 simulated phones, on SQLite and PostgreSQL (LOAD_ARGS="--engine sqlite")
	@$(PY) tools/load_framtidsdag.py $(LOAD_ARGS)

# In production the environment says which database and has a SECRET_KEY; without one this is a developer's machine.
backup restore forget: export DEBUG := $(if $(SECRET_KEY),$(DEBUG),1)
backup: runtime ## The whole database in one file, while the portal runs (FILE=…; else var/backups/<time>.zip)
	@$(PY) manage.py backup $(if $(FILE),"$(FILE)")

restore: runtime ## The database as a backup has it: FILE=… (FORCE=1 where there is content, which is saved first)
	@$(PY) manage.py restore $(if $(FILE),"$(FILE)") $(if $(filter 1,$(FORCE)),--force)

forget: runtime ## What a timer does every night: personal data that is older than people were told goes
	@$(PY) manage.py prune_logs
	@$(PY) manage.py forget_participants

lock: dev ## Pin all packages anew after a change in pyproject.toml (UPGRADE=1 for the newest versions)
	@tools/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## Remove the environment and the caches; the database in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis var/home var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the others begin with: an environment with the pinned packages, quick when nothing has changed.
runtime:
	@tools/environment.sh runtime
dev:
	@tools/environment.sh dev
