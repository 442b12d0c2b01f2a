# One command a wish. Needs Python 3.11 or newer and a network to the package index, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?= --numprocesses auto --maxprocesses 4

.PHONY: demo test bench audit sbom proof-hostile proof-soak proof-crash proof-power proof-faults proof-feeds bench-scoring bench-crisis format lock clean

demo: $(VENV)/ready
	$(BIN)/vigie demo

test: $(VENV)/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(PYTEST_ARGS)

# Speed beside its peers, in one interleaved run (ten minutes on two quiet cores).
bench: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	$(BIN)/python -m benchmarks.bench

# VIGIE_DATA=/where/the/splits/are; without it nothing but speed is measured.
bench-scoring: $(VENV)/ready
	$(BIN)/python benchmarks/scoring.py
	$(BIN)/python benchmarks/legal.py

# Hundreds of hostile servers in a network of their own; VIGIE_NASTY is the program that serves them.
proof-hostile: $(VENV)/ready
	VIGIE_PROOFS=1 VIGIE_BOOK=1 $(BIN)/pytest tests/proofs/test_hostile.py

# A week in minutes, among a thousand sources: VIGIE_DAYS (0.5) in VIGIE_SECONDS (60); `VIGIE_DAYS=7 VIGIE_SECONDS=1800`.
proof-soak: $(VENV)/ready
	VIGIE_PROOFS=1 VIGIE_BOOK=1 $(BIN)/pytest tests/proofs/test_soak.py

# The real daemon, killed while it starts, polls, judges, delivers and stops: VIGIE_KILLS times (10), in worlds of a
# hundred kills, VIGIE_WORLDS (2) at once, of which none is begun after VIGIE_MINUTES; each has its line in VIGIE_LEDGER.
# And workers, and upgrades. All of it, in two hours: `VIGIE_KILLS=10000 VIGIE_LEDGER=docs/proofs/kills.tsv make proof-crash`.
proof-crash: $(VENV)/ready
	VIGIE_PROOFS=1 VIGIE_BOOK=1 $(BIN)/pytest tests/proofs/test_kill.py tests/workers tests/store/test_upgrades.py

# The store, with the power cut while it writes: VIGIE_CUTS times (300); `VIGIE_CUTS=10000 make proof-power` takes half an hour.
proof-power: $(VENV)/ready
	VIGIE_PROOFS=1 VIGIE_BOOK=1 $(BIN)/pytest tests/proofs/test_power.py

# Full and read-only disks, a store that is locked (VIGIE_LOCKED: 20 s), damaged (VIGIE_BREACHES: 6 times) or emptied,
# dead names, a clock that is set, dead targets.
proof-faults: $(VENV)/ready
	VIGIE_PROOFS=1 VIGIE_BOOK=1 $(BIN)/pytest tests/proofs/test_faults.py tests/proofs/test_outage.py tests/proofs/test_walls.py

# Real feed files, whole and broken; VIGIE_CORPUS is their folder, VIGIE_MUTATED how many broken ones (1500), by
# VIGIE_WORKERS (2) processes of which none begins another five thousand after VIGIE_MINUTES.
proof-feeds: $(VENV)/ready
	VIGIE_PROOFS=1 VIGIE_BOOK=1 $(BIN)/pytest tests/proofs/test_corpus.py tests/proofs/test_mutated.py

format: $(VENV)/ready
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

# The detector beside the rules of others, on the held-out seeds of the simulator (half an hour); then on real counts.
bench-crisis: $(VENV)/ready
	$(BIN)/python -m benchmarks.crisis heldout

# Everything is pinned with its hash; the project itself is installed from the tree.
$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vigie needs Python 3.11 or newer; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

# Writes requirements.lock anew from pyproject.toml, for every Python and platform at once.
lock:
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --custom-compile-command 'make lock' --output-file requirements.lock

# What is known against what is pinned. It asks a public list of advisories: without one, it says so and passes.
audit: $(VENV)/ready
	$(BIN)/python -m tests.supply audit

# A bill of all that is installed with vigie, in CycloneDX's JSON.
sbom: $(VENV)/ready
	$(BIN)/python -m tests.supply sbom > vigie.cdx.json

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
