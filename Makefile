# The two commands and their few siblings; the logic is in setup.sh and in `handpicked`.
.PHONY: run test test-all setup check faults bench pictures lock licences states

VENV := .venv/bin

# The product is many processes. Where Python may not keep what it compiled, each of them compiles every module anew.
unexport PYTHONDONTWRITEBYTECODE

run: setup
	@$(VENV)/handpicked demo

test: setup
	@$(VENV)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# By hand: also the whole-campaign journeys. Faults stay apart (make faults), since they kill processes.
test-all: setup
	@$(VENV)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -m 'not faults' --timeout 1800

setup: .venv/ready
.venv/ready: requirements.lock pyproject.toml setup.sh
	@./setup.sh

check: setup
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports

faults: setup
	@$(VENV)/pytest -m faults --timeout 3600 tests/faults tests/safety

bench: setup
	@$(VENV)/handpicked demo --recipients all --exit --json var/bench.json

pictures: setup
	@$(VENV)/python docs/pictures/make_pictures.py

lock:
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group dev --extra postgres pyproject.toml -o requirements.lock

licences: setup
	@$(VENV)/handpicked licences > docs/licences.md

states: setup
	@$(VENV)/handpicked states > docs/states.md
