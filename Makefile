# The two commands and their few siblings; the logic is in setup.sh and in `handpicked`.
.PHONY: run test test-all setup setup-dev check faults bench replays pictures lock licences states retention tables data-model

VENV := .venv/bin

# The product is many processes. Where Python may not keep what it compiled, each of them compiles every module anew.
unexport PYTHONDONTWRITEBYTECODE

run: setup
	@$(VENV)/handpicked demo

test: setup-dev
	@$(VENV)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# By hand: also the whole-campaign journeys. Faults stay apart (make faults), since they kill processes.
test-all: setup-dev
	@$(VENV)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -m 'not faults' --timeout 1800

# The product alone: what `make run` needs.
setup: .venv/ready
.venv/ready: requirements.lock pyproject.toml setup.sh
	@./setup.sh

# Also what tests, checks and benchmarks need.
setup-dev: .venv/ready-dev
.venv/ready-dev: requirements.lock requirements-dev.lock pyproject.toml setup.sh
	@./setup.sh dev

check: setup-dev
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports

faults: setup-dev
	@$(VENV)/pytest -m faults -s --timeout 3600 tests/faults tests/safety

bench: setup
	@$(VENV)/handpicked demo --recipients all --exit --json var/bench.json

# Data that nobody here made, to replay choices with (docs/benchmarks.md). Downloaded without what it depends on, and read as files;
# only the rival has to be importable, from a folder of its own.
replays: setup-dev
	@mkdir -p var/replays
	@$(VENV)/python -m benchmarks.decisions.download var/replays

pictures: setup-dev
	@$(VENV)/python docs/pictures/make_pictures.py

# One resolution, two lists: the product's holds the same versions. Its MoviePy goes without the encoder (docs/packages.md).
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra postgres --extra s3 --extra voice
lock:
	@$(COMPILE) --group dev pyproject.toml -o requirements-dev.lock
	@$(COMPILE) --group setup --no-emit-package imageio-ffmpeg -c requirements-dev.lock pyproject.toml -o requirements.lock

licences: setup-dev
	@$(VENV)/handpicked licences > docs/licences.md

states: setup
	@$(VENV)/handpicked states > docs/states.md

retention: setup
	@$(VENV)/handpicked retention > docs/retention.md
	@$(VENV)/handpicked processing-record > docs/processing_record.md
	@$(VENV)/handpicked impact-assessment > docs/impact_assessment.md

# After a migration was added: the tables that a new SQLite database gets at once.
tables: setup
	@$(VENV)/python -m service.app.database.new_sqlite > service/migrations/new_sqlite.next
	@mv service/migrations/new_sqlite.next service/migrations/new_sqlite.sql

data-model: setup
	@$(VENV)/handpicked data-model > docs/data_model.md
