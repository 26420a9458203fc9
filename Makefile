# make demo   install into .venv, load the bundled sample, answer a question in the terminal
# make test   install what the tests need (system packages included), then check, test, bench
# make help   the rest

SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
# Debian packages that the tests need: a browser for the pages, fonts with Chinese, an office that reads old documents,
# Java and Maven for a real Elasticsearch.
SYSTEM := chromium fonts-noto-cjk fonts-arphic-uming libreoffice-calc libreoffice-writer openjdk-17-jre-headless maven
# setuptools warns at length that an editable install is one.
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet

# Stamp files: what is installed is installed again only when pyproject.toml changes.
INSTALLED := $(VENV)/.installed
TEST_INSTALLED := $(VENV)/.test-installed
SYSTEM_INSTALLED := $(VENV)/.system-installed
# The checker of accessibility, from the npm registry; tests/axe/package-lock.json holds its checksum.
AXE := $(VENV)/axe/node_modules/axe-core/axe.min.js

.PHONY: help demo serve elastic elastic-stop elastic-failures test check bench score holdout mutants readme format clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' Makefile

demo: $(INSTALLED) ## load the bundled sample into .duban/ and answer a question
	@$(BIN)/duban demo

serve: $(INSTALLED) ## open the pages in a browser
	@$(BIN)/duban serve

elastic: ## start a real Elasticsearch on this machine to try duban on (port 9200, data under .duban/)
	@scripts/install-system.sh openjdk-17-jre-headless maven
	@$$(scripts/find-python.sh) scripts/elastic.py start

elastic-stop: ## stop it
	@$$(scripts/find-python.sh) scripts/elastic.py stop

elastic-failures: $(TEST_INSTALLED) $(SYSTEM_INSTALLED) ## three nodes: one killed in mid-bulk, the master killed, a full disk (minutes, 3 GB)
	@$(BIN)/python tests/elastic_failures.py

test: $(TEST_INSTALLED) $(SYSTEM_INSTALLED) $(AXE) ## check, test, and the benchmarks at a small size
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest
	@$(MAKE) --no-print-directory bench SIZE=small

check: $(TEST_INSTALLED) ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

SIZE := full
bench: $(TEST_INSTALLED) ## the benchmarks, each a ratio to a baseline of the same run (SIZE=small for a quick look)
	@set -e; for bench in tests/bench/bench_*.py; do $(BIN)/python $$bench --size $(SIZE); done

score: $(TEST_INSTALLED) ## the scorers' figures over the annotated texts
	@$(BIN)/python tests/score_report.py

holdout: $(TEST_INSTALLED) ## the same over the annotated texts that are kept unread
	@$(BIN)/python tests/score_report.py --holdout

mutants: $(TEST_INSTALLED) ## disable central rules of the tagger one by one: a test has to fail each time
	@$(BIN)/python scripts/mutants.py

readme: $(TEST_INSTALLED) ## write the outputs that README.md shows anew
	@$(BIN)/python tests/readme_blocks.py

format: $(TEST_INSTALLED) ## bring the code into its one form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove the environment and every cache (not .duban/)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache *.egg-info build

$(VENV)/pyvenv.cfg:
	@python=$$(scripts/find-python.sh) && \
	{ "$$python" -c 'import ensurepip, venv' 2>/dev/null || scripts/install-system.sh python3-venv; } && \
	"$$python" -m venv $(VENV)

$(INSTALLED): $(VENV)/pyvenv.cfg pyproject.toml
	@echo "Installing duban and what it needs into $(VENV) (once, some minutes on a slow line) …"
	@$(PIP) --editable .
	@touch $@

$(TEST_INSTALLED): $(INSTALLED)
	@echo "Installing what the tests need …"
	@$(PIP) --editable '.[test]'
	@touch $@

$(SYSTEM_INSTALLED): $(VENV)/pyvenv.cfg scripts/install-system.sh Makefile
	@scripts/install-system.sh $(SYSTEM)
	@touch $@

$(AXE): $(VENV)/pyvenv.cfg tests/axe/package-lock.json
	@command -v npm >/dev/null || scripts/install-system.sh npm
	@mkdir -p $(VENV)/axe && cp tests/axe/package.json tests/axe/package-lock.json $(VENV)/axe/
	@npm ci --prefix $(VENV)/axe --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
