# Everything is set up in .venv by the first target that needs it, with PyTorch's build for
# the CPU; `make demo GPU=1` takes the one with CUDA.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo
# One thread a process: tests and grading spread over processes.
export OMP_NUM_THREADS := 1
# Hundreds of processes are started: each would compile what it imports.
unexport PYTHONDONTWRITEBYTECODE
# A module's tests stay together: they share what is dear to start. tests/conftest.py says in
# which order the modules come, and how many processes there are.
SPREAD := -n auto --dist loadscope --no-loadscope-reorder

# A browser is the one thing that a virtual environment cannot bring along.
# CHROMIUM names another one than these.
BROWSER := $(or $(CHROMIUM),$(shell command -v chromium || command -v chromium-browser || command -v google-chrome))
export CHROMIUM := $(BROWSER)
ifeq ($(BROWSER),)
WITHOUT := and not browser
NO_BROWSER := echo "no Chromium found: the browser tests are left out (apt-get install chromium)"
else
NO_BROWSER := true
endif

# Nor a database server.
POSTGRES := $(shell command -v pg_ctl || ls -d /usr/lib/postgresql/*/bin/pg_ctl 2>/dev/null)
ifeq ($(POSTGRES),)
WITHOUT += and not postgres
NO_POSTGRES := echo "no PostgreSQL found: its test is left out (apt-get install postgresql)"
else
NO_POSTGRES := true
endif

# In a container one is root, and JupyterLab wants to be told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help demo quick test test-all oldest newest lab build check book lint hooks clean again

help:  ## this list
	@awk -F ':.*## ' '/^[a-z -]+:.*## / {printf "  make %-13s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Made elsewhere (a folder that was moved), or without the build that is wanted: made anew.
WANT_GPU := $(filter-out 0 no,$(GPU))
stale = $(shell [ "$$(head -n 1 $(1)/.ready 2>/dev/null)" = "$$(pwd -P)" ] || echo again)
ifneq ($(WANT_GPU),)
ifneq ($(shell tail -n 1 $(READY) 2>/dev/null),gpu)
LACKS_GPU := again
endif
endif

$(READY): pyproject.toml constraints.txt $(call stale,$(VENV)) $(LACKS_GPU)
	@$(PYTHON) autograder/set_up.py --venv $(VENV) $(if $(WANT_GPU),--gpu)

again:

demo: $(READY)  ## build the workbook, grade a sample class, show where everything is
	@$(BIN)/python -m autograder build
	@$(BIN)/python -m autograder demo $(DEMO)

# The files of tests/quick.txt start no sandbox, browser or server: tests/test_lanes.py.
quick: lint  ## lint and the tests that take no minute: what a change usually needs
	@$(BIN)/python -m pytest $(SPREAD) -m 'not thorough' @tests/quick.txt

# Of what goes through very many values a share, another with each commit: tests/in_turn.txt.
# TURN=all for all of them, TURN=n to see again what a commit saw.
TURN ?= commit
test: $(READY)  ## everything a change must pass (half an hour on 2 cores)
	@$(NO_BROWSER)
	@$(NO_POSTGRES)
	@$(BIN)/python -m pytest $(SPREAD) --turn $(TURN) -m 'not slow $(WITHOUT)'

test-all: $(READY)  ## and what is long: browser matrix, soak, stock nbgrader, versions
	@$(NO_BROWSER)
	@$(NO_POSTGRES)
	@$(BIN)/python -m pytest $(SPREAD) $(if $(WITHOUT),-m '$(wordlist 2,99,$(WITHOUT))')
	@$(MAKE) --no-print-directory oldest newest

# The ends of the ranges in pyproject.toml, each with an environment of its own: the oldest
# versions with the oldest Python that is here, the newest with the newest.
first = $(shell for p in $(1); do $$p -c '' 2>/dev/null && echo $$p && exit; done)
oldest newest: %: .venv-%/.ready  ## `make test` with the oldest or the newest of everything
	@.venv-$*/bin/python -m pytest $(SPREAD) -m 'not slow and not tested $(WITHOUT)'

.venv-oldest/.ready: pyproject.toml $(call stale,.venv-oldest)
	@$(call first,python3.11 python3.12 $(PYTHON)) autograder/set_up.py --venv .venv-oldest --versions oldest

.venv-newest/.ready: pyproject.toml $(call stale,.venv-newest)
	@$(call first,python3.14 python3.13 python3.12 $(PYTHON)) autograder/set_up.py --venv .venv-newest --versions newest

lab: $(READY)  ## open JupyterLab where the course begins
	@$(BIN)/python -m jupyterlab --notebook-dir notebooks --LabApp.default_url=/lab/tree/00_start.ipynb $(AS_ROOT)

build: $(READY)  ## make notebooks and keys from solutions/ and the catalogue
	@$(BIN)/python -m autograder build

check: $(READY)  ## is every built file what its source makes, and does nothing leak?
	@$(BIN)/python -m autograder build --check

book: $(READY)  ## all chapters as web pages, in book/: open book/index.html
	@$(BIN)/python -m autograder book book

lint: $(READY)  ## ruff and mypy
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

hooks: $(READY)  ## ruff, mypy and clean files before each commit
	@$(BIN)/pre-commit install

clean:  ## remove what `make` made: .venv, demo, book, caches
	rm -rf $(VENV) .venv-oldest .venv-newest $(DEMO) book .pytest_cache .mypy_cache .ruff_cache .hypothesis
