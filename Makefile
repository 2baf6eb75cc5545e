# The whole developer interface. `make` alone lists it.

SWIFTLET := .build/release/swiftlet
BUILD_FLAGS := --explicit-target-dependency-import-check error
RELEASE_FLAGS := -c release -Xswiftc -static-executable -Xlinker -s $(BUILD_FLAGS)

.DEFAULT_GOAL := help
.PHONY: help up down build test soak check fmt bench fuzz docs packages build-packages test-packages example

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: packages build example ## Install what is missing, build, start a cluster and the guestbook in it
	@scripts/guestbook up

down: ## Remove everything that `make up` made
	@if [ -x $(SWIFTLET) ]; then $(SWIFTLET) down; fi
	@rm -rf .build/images

build: build-packages ## Build the release binary, .build/release/swiftlet
	@echo "building the release binary (the first time takes several minutes)"
	@swift build $(RELEASE_FLAGS) --product swiftlet

test: test-packages ## Run every test
	@scripts/test $(BUILD_FLAGS)

soak: test-packages build ## Kill servers, members and the power for an hour (KILLS=200)
	@scripts/soak $(or $(KILLS),200)

check: ## Formatting, warnings as errors, layers
	@swift format lint --strict --parallel --recursive Package.swift Sources Tests examples
	@scripts/check-layers
	@SWIFTLET_CHECK=1 swift build --build-tests $(BUILD_FLAGS)
	@SWIFTLET_CHECK=1 SWIFTLET_FUZZ=1 swift build --target fuzz $(BUILD_FLAGS)

fmt: ## Format the sources
	@swift format --in-place --parallel --recursive Package.swift Sources Tests examples

bench: packages build ## Measure start-up, Pods, memory and the API, with ratios
	@scripts/bench

fuzz: build-packages ## Fuzz every reader of outside bytes (SECONDS=600, READER=yaml for one)
	@SWIFTLET_FUZZ=1 swift build --sanitize fuzzer --scratch-path .build-fuzz --product fuzz
	@mkdir -p .build-fuzz/corpus
	@FUZZ_READER=$(READER) SWIFT_BACKTRACE=enable=no .build-fuzz/debug/fuzz -max_total_time=$(or $(SECONDS),600) -timeout=10 -rss_limit_mb=2048 .build-fuzz/corpus Tests/Fuzz/Corpus

docs: ## List the documents
	@ls README.md CONTRIBUTING.md SECURITY.md docs/*.md docs/decisions/*.md Sources/*/README.md

example: build ## Pack the images of the example
	@scripts/guestbook images

packages:
	@scripts/packages run

build-packages:
	@scripts/packages build

test-packages:
	@scripts/packages build run test
