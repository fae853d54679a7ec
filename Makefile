# make build, make test, make install. Another PHP than the first in PATH:
#   make PHP=/opt/php/bin/php PHP_CONFIG=/opt/php/bin/php-config

PHP ?= php
TARGET := $(or $(CARGO_TARGET_DIR),target)/release
SO := $(TARGET)/naruto.so

.DEFAULT_GOAL := help
.PHONY: help set-up build install uninstall test faults bench demo fmt lint clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

set-up: ## installs what is missing to build (Debian, Ubuntu), or says what it is
	@php/packaging/set-up

build: set-up ## builds target/release/naruto.so
	cargo build --release --locked
	@# A php that runs has the old file mapped: it must be replaced, not written over.
	@cp $(TARGET)/libnaruto.so $(SO).new && mv $(SO).new $(SO)

# Under sudo there is often no cargo, and no file of root's should land in target/: what is built gets installed.
install: $(if $(SUDO_USER),,build) ## installs naruto.so for the command line, and the command naruto
	@php/packaging/install $(SO)

uninstall: ## takes both away again
	@php/packaging/install --remove

test: ## builds, then runs every test
	@php/packaging/set-up --tests
	@tests/run

faults: build ## injects every fault into real fleets, one line for each
	@php/packaging/set-up --tests
	@PHP=$(PHP) tests/faults/run

bench: build ## measures Naruto beside a master by hand and one in C, in a quarter of an hour
	@PHP=$(PHP) NARUTO_SO=$(abspath $(SO)) tests/bench/run

demo: build ## shows a fleet at work, in a few seconds
	@# -n: an installed naruto.so is not loaded twice.
	@$(PHP) -n -d extension=$(abspath $(SO)) php/examples/demo.php

fmt: ## formats the Rust code
	cargo fmt --all

lint: set-up ## checks format and style of the Rust code
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy --package naruto --features faults --locked -- -D warnings

clean: ## removes what was built and what tests left
	cargo clean
	@find tests -name '*.phpt' | sed 's/phpt$$//' | while read -r t; do \
		rm -f "$$t"diff "$$t"exp "$$t"log "$$t"out "$$t"sh "$$t"php "$$t"mem; done
