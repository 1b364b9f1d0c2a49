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
# Of the tests: one runs the reliability suite, which mostly waits, the other all the rest; 0: no worker.
WORKERS ?= 2
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
	@$(BIN)/pytest -m "not full and not ui and not interop and not alone" --numprocesses $(WORKERS) --dist loadscope; together=$$?; \
	$(BIN)/pytest -m "alone and not full" $(ALONE) && exit $$together

test-fast: $(STAMP) ## only the tests that start no process
	@$(BIN)/pytest -m "not stack and not reliability and not full and not docker and not ui and not interop"

test-ui: setup ## the console in Chromium (/usr/bin/chromium), against the whole system with its demo
	@if [ -x /usr/bin/chromium ]; then $(BIN)/pytest tests/ui -m ui; \
	else echo "skipped: there is no /usr/bin/chromium; apt-get install chromium"; fi

screenshots: setup ## the pictures of the README, into docs/
	@$(BIN)/python -m tests.ui.screenshots docs/screenshots

# The suites that need stores; tests of the embedded ones go on with those.
test-containers: setup ## the integration suite and docker-compose.yml itself on containers of the very same images
	@if $(ENGINE); then REMATCH_TEST_SERVERS=containers $(BIN)/pytest tests/containers tests/contract tests/integration; \
	else echo "skipped: there is no Docker engine, so nothing was tested in containers"; fi

test-interop: setup ## the examples in Python, Java, Go and Node, each built from its lock, killed and started again
	@$(BIN)/pytest tests/interop -m interop

# A schema registry that others wrote, in Maven's repository as an archive.
APICURIO := 3.3.3
APICURIO_SHA256 := 8bc6751c76d963734224b01d5e7f84ccb3cb61c87d3bd77c36c35f10a5cbed63

.apicurio/.ready-$(APICURIO):
	@rm -rf .apicurio && mkdir -p .apicurio/app && echo "fetching Apicurio Registry $(APICURIO)"
	@mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory=.apicurio \
	  -Dartifact=io.apicurio:apicurio-registry-app:$(APICURIO):tar.gz:all
	@echo "$(APICURIO_SHA256)  .apicurio/apicurio-registry-app-$(APICURIO)-all.tar.gz" | sha256sum --check --quiet
	@tar -xzf .apicurio/apicurio-registry-app-$(APICURIO)-all.tar.gz -C .apicurio/app
	@touch $@

test-registry: setup ## the schemas in Apicurio Registry, which mvn fetches
	@if command -v mvn > /dev/null; then $(MAKE) --no-print-directory .apicurio/.ready-$(APICURIO) \
	  && REMATCH_TEST_APICURIO=.apicurio/app $(BIN)/pytest tests/integration/test_apicurio.py; \
	else echo "skipped: there is no mvn to fetch Apicurio with; apt-get install maven"; fi

test-reliability: setup ## the long form of the reliability suite
	@$(BIN)/pytest tests/reliability -m "reliability"

# torch loads most of its CUDA libraries even where there is no GPU; these are the ones it can do without.
UNLOADED := libs/encoder/unloaded.txt

.supply/.ready: supply.lock $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	@[ -x .supply/bin/python ] || $(UV) venv --quiet --no-managed-python .supply
	@$(UV) pip sync --quiet --python .supply --require-hashes --compile-bytecode supply.lock
	@touch $@

.reference/.ready: reference.lock $(if $(findstring .tools,$(UV)),.tools/bin/uv)
	@[ -x .reference/bin/python ] || $(UV) venv --quiet --no-managed-python .reference
	@echo "installing sentence-transformers and torch (4.7 GB)"
	@$(UV) pip sync --quiet --python .reference --require-hashes --compile-bytecode reference.lock
	@touch $@

test-reference: .reference/.ready ## the encoder against sentence-transformers; WRITE=1 writes the reference vectors anew
	@$(if $(WRITE),PYTHONPATH=libs/encoder .reference/bin/python -m tests.unit.encoder.write_reference)
	@PYTHONPATH=libs/encoder .reference/bin/pytest tests/unit/encoder/test_reference.py \
	  tests/unit/encoder/test_sentence_transformers_embedder.py

test-finetune: .reference/.ready ## real training of the encoder, on a small set and in minutes, and what its gate says
	@PYTHONPATH=libs/encoder .reference/bin/pytest tests/unit/encoder/tuning/test_local_trainer.py

finetune: setup ## sentence-transformers, peft and torch beside the locked dependencies, for rematch finetune on this machine (4.7 GB)
	@$(UV) pip install --quiet --python .venv --no-deps --require-hashes --compile-bytecode -r reference.lock

scraper: setup ## python-jobspy beside the locked dependencies, for rematch collect on the boards that it reads
	@$(UV) pip install --quiet --python .venv --require-hashes --compile-bytecode -r scraper.lock

bedrock: setup ## boto3 beside the locked dependencies, for verdicts by models on Amazon Bedrock
	@$(UV) pip install --quiet --python .venv --no-deps --require-hashes --compile-bytecode -r bedrock.lock

apprise: setup ## apprise beside the locked dependencies, for subscriptions that go by services that it serves
	@$(UV) pip install --quiet --python .venv --no-deps --require-hashes --compile-bytecode -r apprise.lock

# What goes into the labels of an image, and makes two builds of one commit alike.
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
COMMIT = $(shell git log -1 --format=$(1) 2>/dev/null)
IMAGES ?= $(notdir $(wildcard services/*)) devstack
ENGINE := docker version --format '{{.Server.Version}}' >/dev/null 2>&1

images: ## every image, by Docker; IMAGES="match" makes one, EXTRAS_match=bedrock adds to it, BASE=… takes another base
	@$(ENGINE) || { echo "no images: there is no Docker engine to build them"; exit 1; }
	@set -e; $(foreach service,$(IMAGES),echo "rematch/$(service):$(VERSION)"; docker build --quiet \
	  --tag rematch/$(service):$(VERSION) $(if $(BASE),--build-arg BASE=$(BASE)) \
	  --build-arg SERVICE=$(service) --build-arg EXTRAS="$(EXTRAS_$(service))" --build-arg VERSION=$(VERSION) \
	  --build-arg REVISION=$(call COMMIT,%H) --build-arg CREATED=$(call COMMIT,%cI) \
	  --build-arg SOURCE_DATE_EPOCH=$(call COMMIT,%ct) .;)

compose: ## docker-compose.yml, from building to the addresses; COMPOSE_PROFILES=full adds what watches over it
	@$(ENGINE) || { echo "not started: there is no Docker engine"; exit 1; }
	@[ -f .env ] || { echo "not started: copy .env.example to .env, and change its passwords"; exit 1; }
	@docker compose up --build --detach --scale ready=0 && docker compose run --rm ready

sbom: .supply/.ready ## what each lock file brings, as CycloneDX into dist/sbom; of an image: --target sbom (Dockerfile)
	@mkdir -p dist/sbom
	@set -e; for lock in *.lock; do PYTHONWARNINGS=ignore .supply/bin/cyclonedx-py requirements --output-reproducible \
	  --pyproject pyproject.toml --output-file dist/sbom/$${lock%.lock}.cdx.json $$lock; done; ls dist/sbom/*

audit: .supply/.ready $(STAMP) ## what is known against the locked versions; ends with 3 where nobody could be asked
	@$(BIN)/python -m rematch_devstack.supply $(ARGS)

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

deploy-check: $(STAMP) ## render docker-compose.yml and deploy/k8s and hold them against their schemas and our rules
	@$(BIN)/python -m rematch_devstack.deploycheck

k8s-check: $(STAMP) ## of that, deploy/k8s alone: every overlay and component
	@$(BIN)/python -m rematch_devstack.deploycheck --kubernetes

k8s: $(STAMP) ## write what of deploy/k8s comes from the code: topics, users, roles, alert rules
	@$(BIN)/python -m rematch_devstack.deploycheck.generated

PROMETHEUS := deploy/observability/prometheus

rules-check: ## promtool on the rules of Prometheus: they are valid, and their unit tests pass
	@if command -v promtool > /dev/null; then \
	  promtool check config $(PROMETHEUS)/prometheus.yml && promtool test rules $(PROMETHEUS)/tests/*.yml; \
	else echo "skipped: there is no promtool; apt-get install prometheus"; fi

dashboards: $(STAMP) ## write the dashboards of Grafana anew
	@$(BIN)/python -m rematch_devstack.dashboards

bench: setup ## one figure: make bench NAME=loop
	@$(BIN)/python -m bench.$(NAME)

size: $(STAMP) ## how large a deployment must be: make size ARGS="--postings-per-day 1000000"
	@$(BIN)/python -m bench.size $(ARGS)

soak: setup ## hours of a deployment's life in minutes: kills, roll-outs, scaling under load: make soak ARGS="--minutes 60"
	@$(BIN)/python -m bench.soak $(ARGS)

# botocore won't have python-dateutil 4, of which it uses nothing that 3 had and 4 has not.
lock: $(STAMP) ## resolve all lock files anew from the members' pyproject.toml
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --excludes <(echo sentence-transformers) \
	  --no-emit-package rematch-common --no-emit-package rematch-jobtext --no-emit-package rematch-encoder \
	  pyproject.toml --extra dev $(addsuffix /pyproject.toml,$(MEMBERS)) -o requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --excludes $(UNLOADED) --constraint requirements.lock \
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
	@echo dumb-init | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  - -o init.lock
	@printf '%s\n' cyclonedx-bom pip-audit | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header - -o supply.lock

clean: ## forget the environment and the embedded stack's data
	@rm -rf .venv .reference .supply .rematch .mypy_cache .ruff_cache .pytest_cache

.PHONY: help setup images compose test-containers test-registry test-interop sbom audit scraper bedrock apprise run test test-fast test-ui screenshots test-reliability test-reference test-finetune finetune lint types imports check fmt schemas deploy-check rules-check dashboards k8s-check k8s bench size soak lock clean
