# make demo    the dashboard of a made-up organization on http://localhost:8080
# make test    everything that must hold: style, types, architecture, tests
# make test-kit  of the tests, those of each component of the kit by itself
# make test-random  the property tests with new examples each time
# make test-pythons  the tests without a browser on each of PYTHONS that is installed
# make audit   known vulnerabilities in the pinned versions
# make check   the same without the tests
# make format  Python, JavaScript and CSS as `make check` wants them
# make bench   how fast it is
# make image   the container image
# make clean   away with all that was made
#
# Each does all its own setting up. Where Debian's python3-venv, chromium or redis-server are missing, apt-get fetches them.

PYTHON ?= python3
TESTS ?= tests
WORKERS ?= 2
PYTHONS ?= python3.11 python3.12 python3.13 python3.14

venv := .venv
bin := $(venv)/bin
pip := $(bin)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt
sudo := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
apt = $(sudo) apt-get update -q && $(sudo) env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends

# Modules are compiled when they are first imported, and only then, whatever the machine's default is:
# tests start CloudSense in many processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-kit test-random test-pythons audit check compiled format bench image clean chromium redis

demo: $(venv)/installed
	$(bin)/cloudsense --demo

test: chromium redis
	@$(MAKE) --no-print-directory -j 2 check compiled
	$(bin)/pytest -n $(WORKERS) --dist worksteal $(TESTS)

test-kit: $(venv)/installed-dev chromium
	$(bin)/pytest -n $(WORKERS) --dist worksteal tests/browser/kit

test-random: $(venv)/installed-dev
	$(bin)/pytest -n $(WORKERS) --dist worksteal -m hypothesis --hypothesis-profile=random $(TESTS)

check: $(venv)/installed-dev
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports --no-logo
	$(bin)/oxlint --deny-warnings assets tests
	$(bin)/oxfmt --check assets tests
	$(bin)/python tools/check_css.py assets

# By one process while mypy occupies another; the processes of `make test` would each do all of it.
compiled: $(venv)/installed-dev
	@$(bin)/pytest --collect-only --quiet $(TESTS) >/dev/null || true

format: $(venv)/installed-dev
	$(bin)/ruff check --fix --exit-zero
	$(bin)/ruff format
	$(bin)/oxfmt assets tests

test-pythons:
	@tried=; failed=; for python in $(PYTHONS); do \
		$$python -c '' 2>/dev/null || { echo "$$python is not installed."; continue; }; \
		name=$$(basename $$python); tried="$$tried $$name"; echo "$$name:"; \
		$(MAKE) --no-print-directory venv=.venvs/$$name PYTHON=$$python .venvs/$$name/installed-dev \
		&& .venvs/$$name/bin/pytest -q -m "not browser" $(TESTS) || failed="$$failed $$name"; \
	done; echo "Tried:$${tried:- none}. Failed:$${failed:- none}."; [ -n "$$tried" ] && [ -z "$$failed" ]

audit:
	@[ -x .venvs/audit/bin/pip-audit ] || { $(PYTHON) -m venv .venvs/audit \
		&& .venvs/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; } \
	|| { echo "pip-audit cannot be installed from here, so nothing was checked."; exit 0; }; \
	.venvs/audit/bin/python tools/audit.py .venvs/audit/bin/pip-audit

bench: $(venv)/installed-dev
	$(bin)/python -m benchmarks

image:
	$$(command -v docker || command -v podman) build --tag cloudsense .

clean:
	rm -rf $(venv) .venvs build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(venv)/installed: pyproject.toml constraints.txt | $(bin)/pip
	$(pip) -e .
	@touch $@

$(venv)/installed-dev: pyproject.toml constraints.txt | $(bin)/pip
	$(pip) -e '.[dev]'
	@touch $@ $(venv)/installed

$(bin)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "CloudSense needs Python 3.11 or newer.")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(apt) python3-venv; }
	$(PYTHON) -m venv --clear $(venv)

# Ubuntu's own package only leads to its snap store; there Playwright fetches a Chromium.
chromium: $(venv)/installed-dev
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null \
	|| if grep -qs '^ID=ubuntu' /etc/os-release; then $(bin)/playwright install --with-deps chromium; \
	else $(apt) chromium; fi

redis:
	@command -v redis-server >/dev/null || { $(apt) redis-server; }
