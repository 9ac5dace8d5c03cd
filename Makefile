# Two commands do everything: `make build` and `make test`. Both set up what they need.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
BUILDER := $(VENV)/.ready-build
READY := $(VENV)/.ready-dev
INSTALL := $(BIN)/python -m pip install --quiet
APP := themebuilder/preview/app
DANISH := themebuilder/locale/da/LC_MESSAGES
WORDS := $(DANISH)/messages.mo
# Two more than there are processors: tests wait for browsers and timers, and two processes have the browsers' all the time.
JOBS ?= $(shell expr $$(nproc) + 2)
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --no-loadscope-reorder

.PHONY: build test test-fast test-page bare mutants lint bench page preview dist words docs clean system lock image-rehearsal

build: $(BUILDER) $(WORDS)  ## Build every theme into dist/
	$(BIN)/themebuilder build -o dist

test:  ## Style, types and every test
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target lint test-page system $(WORDS)
	$(PYTEST) --timeout 600

bare:  ## Build and test from nothing, on a bare Debian 12 and a bare Debian 13 (as root)
	.ci/bare-machine bookworm
	.ci/bare-machine trixie

image-rehearsal: $(READY)  ## Carry out the Containerfile without a container engine, and use the result (as root)
	$(BIN)/python -m tests.ci.image

test-fast: $(READY) $(WORDS)  ## The tests that need no browser, no server and no corpus
	$(PYTEST) -m fast --hypothesis-profile=fast

test-page: $(APP)/dist/index.html  ## The types and the unit tests of the preview's page
	cd $(APP) && npm run typecheck && npm test

mutants: $(READY) $(WORDS)  ## Put faults into the core; list those that no fast test notices
	$(BIN)/python -m benchmarks.mutants

lint: $(READY)  ## Style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(READY) $(WORDS) system $(APP)/dist/index.html  ## Ratios, measured side by side in one run
	$(BIN)/python -m benchmarks

page: $(READY) $(APP)/dist/index.html  ## Build the preview's page

preview: $(READY) $(WORDS) $(APP)/dist/index.html  ## Build the preview's page and start the preview
	$(BIN)/themebuilder preview

dist: $(READY) $(WORDS) $(APP)/dist/index.html  ## Wheel with everything in it, source distribution and bill of materials, in dist/python/
	rm -rf dist/python
	THEMEBUILDER_PAGE=required $(BIN)/hatchling build --directory dist/python
	$(BIN)/python .ci/sbom.py dist/python/themebuilder.cdx.json
	cd dist/python && sha256sum themebuilder* > SHA256SUMS

lock: $(READY)  ## Pin all dependencies with hashes; UPGRADE=--upgrade takes the newest versions
	.ci/make-lock $(UPGRADE)

words: $(READY)  ## Collect the messages in the code; add the new ones to the translations
	$(BIN)/python -m tests.catalogue

docs: $(READY) $(WORDS)  ## The generated pages
	$(BIN)/python -m themebuilder.settings.pages
	$(BIN)/themebuilder schema --markdown > docs/definitions.md
	$(BIN)/python -m tests.architecture
	$(BIN)/python -m tests.readings

clean:  ## Remove what was made
	rm -rf dist build $(VENV) $(APP)/dist $(APP)/node_modules .pytest_cache .mypy_cache .ruff_cache

$(BUILDER): pyproject.toml .ci/lock/build.txt
	$(shell command -v $(PYTHON) || command -v python3) -m venv $(VENV)
	$(INSTALL) --require-hashes --requirement .ci/lock/build.txt
	$(INSTALL) --no-index --no-deps --no-build-isolation --editable .
	touch $@

$(READY): $(BUILDER) .ci/lock/dev.txt
	$(INSTALL) --require-hashes --requirement .ci/lock/dev.txt
	$(BIN)/python -m pip check
	touch $@

$(WORDS): $(BUILDER) $(wildcard $(DANISH)/*.po)
	$(BIN)/python -m themebuilder.locale.compile

$(APP)/dist/index.html: $(APP)/package-lock.json $(APP)/package.json $(APP)/tsconfig.json $(APP)/vite.config.ts $(APP)/index.html $(APP)/view.html $(wildcard $(APP)/../*.json) themebuilder/platform/data/color_pairs.json $(shell find $(APP)/src $(APP)/dev $(APP)/public -type f 2>/dev/null)
	cd $(APP) && npm ci --no-audit --no-fund --ignore-scripts && npm run build

system:  ## A browser, a voice and an independent reader of recordings, for the tests
	@.ci/system-packages
