# A target that CI runs is a target that a person runs, by the same name. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export PYTHONDONTWRITEBYTECODE :=

UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
MEMBERS := $(wildcard libs/* services/*)
STAMP := .venv/.ready
NAME ?= loop
# Of the tests: two run the halves of the reliability suite, which mostly wait, the third all the rest; 0: no worker.
WORKERS ?= 3
# Files with tests that measure time: those run when the others are done.
ALONE = $(shell grep -rl --include='test_*.py' '^@pytest.mark.alone' tests)

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

.tools/bin/uv:
	@echo "no uv on PATH: installing it into .tools"
	@python3 -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools.lock

$(STAMP): requirements.lock $(wildcard libs/*/pyproject.toml services/*/pyproject.toml) $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --no-managed-python .venv
	@echo "installing the locked dependencies"
	@$(UV) pip sync --python .venv --require-hashes --compile-bytecode requirements.lock
	@$(UV) pip install --python .venv --quiet --no-deps --no-build-isolation $(addprefix -e ,$(MEMBERS))
	@touch $@

setup: $(STAMP) ## a virtual environment with the locked dependencies, and Kafka's jars
	@$(BIN)/rematch fetch

run: setup ## start everything with a demo stream; Ctrl-C stops it
	@$(BIN)/rematch up $(ARGS)

test: setup ## every test, the short form of the reliability suite included
	@$(BIN)/pytest -m "not full and not ui and not alone" --numprocesses $(WORKERS) --dist loadscope; together=$$?; \
	$(BIN)/pytest -m "alone and not full" $(ALONE) && exit $$together

test-fast: $(STAMP) ## only the tests that start no process
	@$(BIN)/pytest -m "not stack and not reliability and not full and not docker and not ui"

test-ui: setup ## the console in Chromium (/usr/bin/chromium), against the whole system with its demo
	@if [ -x /usr/bin/chromium ]; then $(BIN)/pytest tests/ui -m ui; \
	else echo "skipped: there is no /usr/bin/chromium; apt-get install chromium"; fi

screenshots: setup ## the pictures of the README, into docs/
	@$(BIN)/python -m tests.ui.screenshots docs/screenshots

test-reliability: setup ## the long form of the reliability suite
	@$(BIN)/pytest tests/reliability -m "reliability"

# torch loads most of its CUDA libraries even where there is no GPU; these are the ones it can do without.
UNLOADED := triton nvidia-cusolver nvidia-nvtx nvidia-cuda-cccl cuda-bindings cuda-pathfinder

.reference/.ready: reference.lock $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	@[ -x .reference/bin/python ] || $(UV) venv --quiet --no-managed-python .reference
	@echo "installing sentence-transformers and torch (4.7 GB)"
	@$(UV) pip sync --quiet --python .reference --require-hashes --compile-bytecode reference.lock
	@touch $@

test-reference: .reference/.ready ## the encoder against sentence-transformers; WRITE=1 writes the reference vectors anew
	@$(if $(WRITE),PYTHONPATH=libs/encoder .reference/bin/python -m tests.unit.encoder.write_reference)
	@PYTHONPATH=libs/encoder .reference/bin/pytest tests/unit/encoder/test_reference.py \
	  tests/unit/encoder/test_sentence_transformers_embedder.py

scraper: setup ## python-jobspy beside the locked dependencies, for rematch collect on the boards that it reads
	@$(UV) pip install --quiet --python .venv --require-hashes --compile-bytecode -r scraper.lock

bedrock: setup ## boto3 beside the locked dependencies, for verdicts by models on Amazon Bedrock
	@$(UV) pip install --quiet --python .venv --no-deps --require-hashes --compile-bytecode -r bedrock.lock

apprise: setup ## apprise beside the locked dependencies, for subscriptions that go by services that it serves
	@$(UV) pip install --quiet --python .venv --no-deps --require-hashes --compile-bytecode -r apprise.lock

lint: $(STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(STAMP)
	@$(BIN)/mypy libs services tests bench

imports: $(STAMP)
	@$(BIN)/lint-imports

check: lint types imports deploy-check ## lint, types, import contracts, deployment files

fmt: $(STAMP) ## format, and mend what can be mended
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format .

schemas: $(STAMP) ## write the JSON Schemas, the AsyncAPI document and the examples anew
	@$(BIN)/python -m rematch_common.contracts.generate

deploy-check: $(STAMP) ## render docker-compose.yml and deploy/k8s and hold them against their schemas
	@$(BIN)/python -m rematch_devstack.deploycheck

bench: setup ## one figure: make bench NAME=loop
	@$(BIN)/python -m bench.$(NAME)

# botocore won't have python-dateutil 4, of which it uses nothing that 3 had and 4 has not.
lock: $(STAMP) ## resolve all lock files anew from the members' pyproject.toml
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --excludes <(echo sentence-transformers) \
	  --no-emit-package rematch-common --no-emit-package rematch-jobtext --no-emit-package rematch-encoder \
	  pyproject.toml --extra dev $(addsuffix /pyproject.toml,$(MEMBERS)) -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --excludes <(printf '%s\n' $(UNLOADED)) --constraint requirements.lock \
	  libs/encoder/pyproject.toml --all-extras <(printf '%s\n' pytest pytest-asyncio openvino) -o reference.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --constraint requirements.lock --no-emit-package rematch-common \
	  libs/devstack/pyproject.toml --extra scraper -o scraper.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --overrides <(grep -o '^python-dateutil==[0-9.]*' requirements.lock) \
	  --constraint requirements.lock --no-emit-package rematch-common --no-emit-package rematch-jobtext \
	  services/match/pyproject.toml --extra bedrock -o bedrock.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --constraint requirements.lock --no-emit-package rematch-common \
	  services/notify/pyproject.toml --extra apprise -o apprise.lock

clean: ## forget the environment and the embedded stack's data
	@rm -rf .venv .reference .rematch .mypy_cache .ruff_cache .pytest_cache

.PHONY: help setup scraper bedrock apprise run test test-fast test-ui screenshots test-reliability test-reference lint types imports check fmt schemas deploy-check bench lock clean
