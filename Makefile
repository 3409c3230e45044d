.DEFAULT_GOAL := help
.PHONY: help run check test mutations bench lock sbom

help: ## what can be made here
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: ## the portal on this machine, with demonstration data; PORT=8000 unless said
	@.ci/setup run && exec .venv/bin/python manage.py portal

check: ## for each commit, two minutes: linters, types, tests without servers or slow walks
	@.ci/setup test && exec .ci/test quick

test: ## linters, types and every test, on SQLite and on PostgreSQL
	@.ci/setup test && exec .ci/test

mutations: ## faults that the tests must notice, each in a clone: a quarter of an hour; ARGS="visibility" for some
	@.ci/setup test && exec .venv/bin/python -m tests.mutations $(ARGS)

bench: ## pages beside a bare page, the report beside Chromium; ARGS="--quick --database postgres"
	@.ci/setup test && exec .venv/bin/python -m tests.bench $(ARGS)

lock: ## pin the newest fitting versions of the dependencies
	@.ci/setup run && .ci/lock

sbom: ## what is installed, as a bill of materials (CycloneDX) in sbom.json
	@.ci/setup run && .venv/bin/python .ci/sbom >sbom.json
