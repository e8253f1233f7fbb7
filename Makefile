# What a person and CI call. `make run` and `make test` set up all that they need.

export CARGO_TARGET_DIR := $(CURDIR)/target
CARGO ?= cargo
NODE_AT_LEAST := 20
DENY_VERSION := 0.20.2

WASM := --target wasm32-unknown-unknown
# One set of packages and features for all that runs natively, so that nothing is compiled twice.
NATIVE := --locked --workspace --exclude front --features app/ssr
FRONT := --locked --profile tools --package front

# Every crate's integration tests but the server's belong to the units.
tests-of = $(foreach test,$(wildcard $(addsuffix /tests/*.rs,$(1))),--test $(basename $(notdir $(test))))
UNIT_TESTS := $(call tests-of,vault owner app)
HTTP_TESTS := $(call tests-of,server) --test http

.PHONY: help run dev release front cli test check test-unit test-wasm test-http test-browser bench bench-browser soak setup-browser \
        tools fmt clippy direction doc deny

help:
	@echo "make run     build everything and serve on http://localhost:3000"
	@echo "make cli     the command line, target/release/mydata-cli"
	@echo "make dev     the same, quicker to build, and again after every change"
	@echo "make test    every check and test: check test-unit test-wasm test-http test-browser"
	@echo "make bench   what the operations cost; make bench-browser, what they cost a browser"
	@echo "make soak    long rounds: kills under load, races"

# ---- Build and run

run: release
	target/release/mydata serve

release: front
	$(CARGO) build --locked --release --package server

cli: tools
	$(CARGO) build --locked --release --package cli

front: front/node_modules/.package-lock.json
	$(CARGO) run $(FRONT)

dev: front/node_modules/.package-lock.json
	front/dev

tools:
	@command -v $(CARGO) >/dev/null || { echo "Rust is missing: install rustup from https://rustup.rs" >&2; exit 1; }
	@command -v cc >/dev/null || { echo "A C compiler is missing, for SQLite: on Debian, apt-get install build-essential" >&2; exit 1; }
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Node.js is missing: version $(NODE_AT_LEAST) or later" >&2; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) >= $(NODE_AT_LEAST) ? 0 : 1)' || { echo "Node.js is too old: version $(NODE_AT_LEAST) or later" >&2; exit 1; }

front/node_modules/.package-lock.json: front/package.json front/package-lock.json | tools
	cd front && npm ci --no-audit --no-fund
	@touch $@

# ---- Test

test: check test-unit test-wasm test-http test-browser

test-unit: tools setup-browser end2end/interop/node_modules/.package-lock.json
	$(CARGO) test $(NATIVE) --lib --bins $(UNIT_TESTS)
	$(CARGO) test $(NATIVE) --doc

test-http: tools setup-browser end2end/interop/node_modules/.package-lock.json
	$(if $(HTTP_TESTS),$(CARGO) test $(NATIVE) $(HTTP_TESTS),@echo "There are no tests over HTTP.")

test-wasm: tools setup-browser
	$(CARGO) build $(FRONT) --features wasm-test --bin wasm-test
	CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=$(CURDIR)/target/tools/wasm-test WASM_BINDGEN_USE_BROWSER=1 \
	  WASM_BINDGEN_TEST_TIMEOUT=300 $(CARGO) test --locked $(WASM) --package vault --package owner --lib --tests

test-browser: release setup-browser end2end/node_modules/.package-lock.json
	cd end2end && npx playwright test

end2end/node_modules/.package-lock.json: end2end/package.json end2end/package-lock.json | tools
	cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	@touch $@

end2end/interop/node_modules/.package-lock.json: end2end/interop/package.json end2end/interop/package-lock.json | tools
	cd end2end/interop && npm ci --no-audit --no-fund
	@touch $@

# The tests' programs, from Debian: browser and driver, the age and brotli that answers are held against, and Python with the package of
# the guide's script.
BROWSER_PROGRAMS := chromium chromedriver age brotli python3
BROWSER_PACKAGES := chromium chromium-driver age brotli python3 python3-cryptography
setup-browser:
	@for program in $(BROWSER_PROGRAMS); do command -v $$program >/dev/null || missing=yes; done; \
	{ python3 -c 'import cryptography' || /usr/bin/python3 -c 'import cryptography'; } 2>/dev/null || missing=yes; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $(BROWSER_PACKAGES); \
	else \
	  echo "Missing one of: $(BROWSER_PROGRAMS), Python's cryptography. On Debian, as root: apt-get install $(BROWSER_PACKAGES)" >&2; \
	  exit 1; \
	fi

# What a pull costs beside the least that any such server could do, in one run. Needs an idle machine and some five minutes.
bench: tools
	$(CARGO) bench --locked --package end2end --bench pull

# What a large vault costs the browser's main thread.
bench-browser: release setup-browser end2end/node_modules/.package-lock.json
	$(CARGO) build $(NATIVE) --example seed
	cd end2end && npx playwright test --config bench/browser.config.ts

# Long rounds are the ignored tests; MYDATA_ROUNDS says how many.
soak: release
	MYDATA_ROUNDS=$(or $(MYDATA_ROUNDS),50) $(CARGO) test --locked --release --package server --package end2end -- --ignored --nocapture

# ---- Check

check: fmt clippy direction doc deny

fmt: tools
	$(CARGO) fmt --all --check

clippy: tools
	$(CARGO) clippy $(NATIVE) --all-targets -- -D warnings
	$(CARGO) clippy $(FRONT) --all-targets --all-features -- -D warnings
	$(CARGO) clippy --locked $(WASM) --package vault --package owner --all-targets -- -D warnings
	$(CARGO) clippy --locked $(WASM) --package app --lib --no-default-features --features browser -- -D warnings

direction: tools
	$(CARGO) test $(FRONT)

doc: tools
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --package vault --package owner --package cli

deny: target/bin/cargo-deny
	target/bin/cargo-deny --all-features --locked check --hide-inclusion-graph licenses bans sources
	@if target/bin/cargo-deny --locked fetch db >/dev/null 2>&1; then target/bin/cargo-deny --locked check advisories; \
	  else echo "advisories skipped: their database is out of reach"; fi

target/bin/cargo-deny: | tools
	$(CARGO) install --locked --debug --root target --target-dir target/cargo-deny --version $(DENY_VERSION) cargo-deny
