# Two commands do everything: `make html` builds the site, `make test` checks it.
# Each sets up what it needs the first time and needs no network after that.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -X utf8
PORT ?= 8000
SITE_READY := $(VENV)/site-ready
DEV_READY := $(VENV)/dev-ready
BROWSER_READY := $(VENV)/browser
NODE_READY := $(VENV)/node-ready
LINT_READY := $(VENV)/lint-ready
CHECKS_READY := $(VENV)/checks-ready
BIOME := $(VENV)/bin/node $(VENV)/lint/node_modules/@biomejs/biome/bin/biome

# These would lead Python to the packages of other programs.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: always help html publish links prose review new-page new-condition new-finding serve devserver test test-fast audit validate hosts lint format bench deps rules clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

html: $(SITE_READY) ## build the site into output/, or explain every fault and leave output/ as it was
	@$(RUN) -m builder html

publish: $(SITE_READY) ## build the site for its address into public/ (SITE_URL=https://… CONTACT_URL=…)
	@$(RUN) -m builder publish

links: $(DEV_READY) ## check every link to another site (needs a network)
	@$(RUN) -m builder html
	@$(RUN) -m tools.links

prose: $(DEV_READY) ## measure how each page reads: sentences, reading grade, what is said twice, phrases to avoid
	@$(RUN) -m builder html
	@$(RUN) -m tools.prose

review: $(SITE_READY) ## list every text by the day when its check is due, and which fall due within 30 days
	@$(RUN) -m builder review

rules: $(SITE_READY) ## write docs/rules.md from the rules of the program
	@$(RUN) -m builder rules > docs/rules.md.part
	@mv docs/rules.md.part docs/rules.md

new-page: $(SITE_READY) ## start a page: make new-page NAME=safety
	@$(RUN) -m builder new page "$(NAME)"

new-condition: $(SITE_READY) ## start the page and the findings of a condition: make new-condition NAME=long-covid
	@$(RUN) -m builder new condition "$(NAME)"

new-finding: $(SITE_READY) ## start a finding: make new-finding CONDITION=anxiety NAME=anxiety-newtrial
	@$(RUN) -m builder new finding "$(NAME)" --condition "$(CONDITION)"

serve: $(SITE_READY) ## serve output/ at http://localhost:8000/ with real 404 pages (PORT=… for another port)
	@$(RUN) -m builder serve --port $(PORT)

devserver: $(SITE_READY) ## serve the site, rebuild it on every change and reload the browser
	@$(RUN) -m builder dev --port $(PORT)

test: $(DEV_READY) $(BROWSER_READY) ## run every test, in a real browser too
	@left=$$($(RUN) -m tools.hosts nginx >/dev/null || echo --ignore=tests/servers); \
		test -z "$$left" || echo "The tests of the server were left out." >&2; \
		CHROME="$${CHROME:-$$(cat $(BROWSER_READY))}" $(RUN) -m pytest -n auto --dist worksteal $$left

test-fast: $(DEV_READY) ## run the tests that need no browser, and say which were left out
	@$(RUN) -m pytest -n auto --dist worksteal -p no:playwright \
		--ignore=tests/browser --ignore=tests/servers --ignore=tests/guards/test_owner.py
	@echo "The tests of the browser, of nginx and of an owner's first week were left out. \`make test\` runs them too."

audit: $(DEV_READY) $(CHECKS_READY) $(LINT_READY) $(BROWSER_READY) ## judge the published pages: budgets, Lighthouse, axe, the Nu HTML checker, prose
	@CHROME="$${CHROME:-$$(cat $(BROWSER_READY))}" $(RUN) -m tools.audit

validate: $(DEV_READY) $(LINT_READY) ## let the Nu HTML checker judge the published pages and veraPDF the leaflets, where Java is there
	@$(RUN) -m tools.validate

hosts: $(DEV_READY) $(CHECKS_READY) ## try nginx, Caddy and the emulator of Cloudflare Pages on the published site
	@for server in nginx caddy; do $(RUN) -m tools.hosts $$server >/dev/null || exit 1; done
	@HOSTS="nginx caddy cloudflare" $(RUN) -m pytest tests/servers

lint: $(DEV_READY) $(LINT_READY) ## check the style, the types, the imports, the templates, the scripts and the spelling
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) $(VENV)/bin/lint-imports --no-logo --no-cache
	$(RUN) -m djlint --lint --quiet theme
	$(BIOME) check --error-on-warnings --config-path=tools/lint theme
	$(RUN) -m codespell_lib content builder theme tools docs README.md CHANGELOG.md CONTRIBUTING.md Makefile pelicanconf.py

format: $(DEV_READY) $(LINT_READY) ## put Python, styles and scripts into their standard form
	@$(RUN) -m ruff check --fix-only --quiet .
	@$(RUN) -m ruff format .
	@$(BIOME) format --write --config-path=tools/lint theme

bench: $(DEV_READY) ## measure bare Pelican, a build, an edit and sites with more pages, each as the median of five
	@$(RUN) -m tools.bench

deps: ## renew the pinned versions in requirements/ (needs a network)
	@sh tools/pin.sh $(PYTHON)

clean: ## delete what the build and the tests have made, the virtual environment too
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@rm -rf output public .build .audit $(VENV) .pytest_cache .mypy_cache .ruff_cache

# A virtual environment whose Python is gone is made anew.
ifeq ($(shell test -x $(VENV)/bin/python && echo there),)
$(SITE_READY) $(DEV_READY): always
always:
endif

$(SITE_READY): requirements/site.txt tools/setup.sh
	@sh tools/setup.sh $(PYTHON) $(VENV) requirements/site.txt
	@touch $@

$(DEV_READY): requirements/dev.txt tools/setup.sh
	@sh tools/setup.sh $(PYTHON) $(VENV) requirements/dev.txt
	@touch $(SITE_READY) $@

$(NODE_READY): $(DEV_READY) requirements/node.txt
	@sh tools/setup.sh $(PYTHON) $(VENV) requirements/node.txt
	@touch $@

$(LINT_READY): $(NODE_READY) tools/lint/package-lock.json
	@sh tools/npm.sh $(VENV) lint
	@touch $@

$(CHECKS_READY): $(NODE_READY) tools/node/package-lock.json
	@sh tools/npm.sh $(VENV) node
	@touch $@

$(BROWSER_READY): $(DEV_READY) tools/browser.py
	@$(RUN) -m tools.browser > $@.part
	@mv $@.part $@
