# Everything a person does with this tree. `make check` is exactly what CI runs.

GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := .cache/bin/golangci-lint-$(GOLANGCI_LINT_VERSION)

# Databases, browsers and clocks are outside Go's test cache, so a test run is a real one.
TESTFLAGS ?= -count=1 -timeout=30m

# Where goroutines meet. The route walk and the browsers repeat what these race already, many times slower.
RACE_PACKAGES ?= ./db/... ./web/api/... ./web/cms/... ./web/outbound/... ./web/respond/... ./web/route/... ./web/session/...

# What lies at the top; dot-files and what git ignores may be there too.
TOP_LEVEL := CHANGELOG.md LICENSE Makefile README.md cmd db go.mod go.sum static views web
FOLDERS := cmd db static views web
README_LINES := 250

CHECKS := check-format check-layout check-modules check-generated check-vet check-lint build test check-race

.DEFAULT_GOAL := help
.PHONY: help run test check bench build generate $(filter check-%,$(CHECKS))

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build and serve on http://localhost:8080 for development; Ctrl-C stops it
	@exec bin/gatehouse serve --dev

test: ## run every test; says at the end what was left out, and why
	@.ci/test $(TESTFLAGS) ./...

check: ## run what CI runs: format, layout, modules, generated code, linters, build, tests, races
	@failed=; for step in $(CHECKS); do \
		echo "== $$step"; start=$$(date +%s); \
		$(MAKE) --no-print-directory $$step || failed="$$failed $$step"; \
		echo "== $$step took $$(( $$(date +%s) - start )) s"; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed:$$failed"; exit 1; fi; echo "All checks passed."

bench: ## measure lists, searches, reads and writes beside bare handlers; takes ten minutes
	go test -run '^$$' -bench . -benchtime 1x -timeout 40m ./cmd/gatehouse/bench

build: ## make bin/gatehouse, one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/gatehouse ./cmd/gatehouse

# From the root and without -path: templ writes file names relative to where it looks, and they must not vary.
generate: ## write the Go code of the templ files again
	go tool templ generate

check-format:
	@found=$$(gofmt -l $(FOLDERS)); \
	if [ -n "$$found" ]; then echo "gofmt would change:"; echo "$$found"; exit 1; fi

check-layout:
	@found=$$(git ls-files --cached --others --exclude-standard | cut -d/ -f1 | grep -v '^\.' | LC_ALL=C sort -u | xargs); \
	if [ "$$found" != "$(TOP_LEVEL)" ]; then \
		echo "The top level should hold: $(TOP_LEVEL)"; echo "             but it holds: $$found"; exit 1; fi
	@lines=$$(wc -l < README.md); \
	if [ "$$lines" -gt $(README_LINES) ]; then echo "README.md has $$lines lines, $(README_LINES) are allowed."; exit 1; fi

check-modules:
	go mod verify
	go mod tidy -diff

check-generated:
	@sums() { find views -name '*_templ.go' | LC_ALL=C sort | xargs cksum; }; \
	before=$$(sums); $(MAKE) --no-print-directory generate || exit 1; \
	if [ "$$before" != "$$(sums)" ]; then \
		echo "The generated code was not fresh; it is now. Look at it and commit it:"; \
		git status --short -- views; exit 1; fi

check-vet:
	go vet ./...

check-lint: $(GOLANGCI_LINT)
	$(GOLANGCI_LINT) run

# The race detector needs a C compiler, which a machine with Go alone may lack.
check-race:
	@if [ -z "$$(command -v $$(go env CC))" ]; then \
		echo "LEFT OUT: race: no C compiler found"; [ -z "$$GATEHOUSE_TEST_REQUIRE" ]; \
	else CGO_ENABLED=1 .ci/test -race $(TESTFLAGS) $(RACE_PACKAGES); fi

$(GOLANGCI_LINT):
	GOBIN=$(CURDIR)/.cache/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	mv .cache/bin/golangci-lint $@
