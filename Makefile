# Two commands: `make run` starts the product, `make test` proves it. Both set up what they need.
BIN = .venv/bin
CODE = $(patsubst %/__init__.py,%,$(wildcard */__init__.py)) tests

SPREAD = -n $(or $(WORKERS),4) --dist loadfile --no-loadscope-reorder

.PHONY: run test check bench faults fuzz screens status lock clean setup-run setup-test

run: setup-run
	@exec $(BIN)/python -m liuhen run

test: check
	LIUHEN_TEST_DB=sqlite $(BIN)/pytest --ignore=tests/arch $(SPREAD)
	LIUHEN_TEST_DB=postgres $(BIN)/pytest --ignore=tests/arch --ignore=tests/portal/pages -m db $(SPREAD)

check: setup-test
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --explicit-package-bases $(CODE)
	$(BIN)/pytest -q tests/arch

bench: setup-test # every bench prints its figure, its limit and the ratio
	for what in ingest pull history idle storm payroll notices portal; do \
		$(BIN)/python -m liuhen bench $$what || exit 1; \
	done
	$(BIN)/python -m tests.bench.board
	$(BIN)/python -m tests.bench.idle

FAULTS_OUT = var/faults
FAULTS_SPREAD = -n $(or $(WORKERS),3) --dist worksteal

faults: setup-test # every fault with five seeds on both databases, mutants, baseline; hours
	mkdir -p $(FAULTS_OUT) && rm -f $(FAULTS_OUT)/*.json*
	-LIUHEN_FAULTS=full LIUHEN_FAULTS_OUT=$(FAULTS_OUT)/sqlite.jsonl LIUHEN_TEST_DB=sqlite $(BIN)/pytest $(FAULTS_SPREAD) tests/faults
	-LIUHEN_FAULTS=full LIUHEN_FAULTS_OUT=$(FAULTS_OUT)/postgres.jsonl LIUHEN_TEST_DB=postgres $(BIN)/pytest $(FAULTS_SPREAD) tests/faults -m db
	$(BIN)/python -m tests.faults.baseline.measure --out $(FAULTS_OUT)/baseline.json
	$(BIN)/python -m tests.faults.report $(FAULTS_OUT)

faults-long: setup-test # a million punches, 500 kills of the gateway, 100 of the broker; an hour
	$(BIN)/python -m tests.faults.long

fuzz: setup-test # a million mutated inputs to every parser; writes docs/why/fuzz.md
	$(BIN)/python -m tests.fuzz.run

screens: setup-test # take the pictures of docs/screens again, from the stories
	LIUHEN_SCREENS=docs/screens $(BIN)/pytest tests/story

status: setup-test # write the table of what is not built into both READMEs
	$(BIN)/python -m tests.cases.status

lock: # choose the newest allowed versions again; needs uv
	uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate \
		--no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
		--constraint requirements.lock --extra dev pyproject.toml -o requirements-dev.lock

clean: # everything made by these commands except your data in var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@sh scripts/setup.sh run

setup-test:
	@sh scripts/setup.sh test
