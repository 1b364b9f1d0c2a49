# One image for each member that runs:  docker build --build-arg SERVICE=dedup -t rematch/dedup .
#   SERVICE   ingest, dedup, embed, match, notify or console; devstack makes the image of the jobs, which run `rematch`
#   EXTRAS    what a member declares beyond its default: match has bedrock and learn, notify apprise, devstack scraper; embed has
#             sentence-transformers, which brings torch and gigabytes of CUDA. Nothing unless it is asked for.
#   BASE      an image of Debian with Python 3.11 in /usr/local: by digest, or from a registry of your own
#   PIP_INDEX_URL, UV_DEFAULT_INDEX   a package registry of your own
# `make images` builds them all. With --target sbom the result is a list of what is inside, not an image.
ARG BASE=python:3.11-slim-bookworm

# What the service consists of: its members' pyproject.toml and the lock files that it needs, so that a changed source
# file, or another service's lock, installs nothing anew.
FROM ${BASE} AS plan
ARG SERVICE
ARG EXTRAS=""
WORKDIR /workspace
COPY requirements.lock apprise.lock bedrock.lock reference.lock scraper.lock ./
COPY libs libs
COPY services services
RUN python libs/devstack/rematch_devstack/deploycheck/members.py /plan "${SERVICE}" ${EXTRAS}

FROM ${BASE} AS build
ARG PIP_INDEX_URL
ARG UV_DEFAULT_INDEX
WORKDIR /src
COPY tools.lock init.lock ./
RUN python -m venv /opt/tools \
    && /opt/tools/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check --only-binary :all: \
       --require-hashes -r tools.lock -r init.lock
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    VIRTUAL_ENV=/opt/venv
RUN /opt/tools/bin/uv venv --quiet --python /usr/local/bin/python3.11 /opt/venv

# The lock is for all members together, so here it constrains: what this service needs, in the locked version, and
# with --require-hashes nothing that the lock does not know. Wheels only: nothing is compiled, no build tool runs.
COPY --from=plan /plan ./
RUN --mount=type=cache,target=/root/.cache/uv \
    /opt/tools/bin/uv pip install --quiet --only-binary :all: --require-hashes --no-sources $(cat install.txt)

COPY libs libs
COPY services services
RUN /opt/tools/bin/uv pip install --quiet --no-deps --no-index --no-sources $(cat members.txt)

# The model is part of the image where it is used: a pod starts without a writable cache and without a download.
ENV REMATCH_CACHE_DIR=/opt/rematch/cache
RUN mkdir -p "${REMATCH_CACHE_DIR}" \
    && if grep -q 'libs/encoder$' members.txt; then \
         /opt/venv/bin/python -c "import os, pathlib, rematch_encoder as encoder; \
[encoder.OnnxEmbedder(pathlib.Path(os.environ['REMATCH_CACHE_DIR']), precision=each) for each in ('fp32', 'int8')]"; \
       fi \
    && chmod -R a+rX "${REMATCH_CACHE_DIR}"

# LightGBM wants the system's OpenMP, which a slim image hasn't got.
ARG EXTRAS=""
RUN mkdir /opt/openmp \
    && case " ${EXTRAS} " in *" learn "*) \
         apt-get update && apt-get install --yes --no-install-recommends libgomp1 \
         && cp /usr/lib/*/libgomp.so.1 /opt/openmp/ ;; esac

# docker build --target sbom --build-arg SERVICE=dedup --output build/sbom .   CycloneDX, the same for the same contents.
FROM build AS listed
ARG SERVICE
COPY supply.lock ./
RUN python -m venv /opt/supply \
    && /opt/supply/bin/pip install --no-cache-dir --no-compile --disable-pip-version-check --only-binary :all: \
       --require-hashes -r supply.lock \
    && mkdir /sbom \
    && /opt/supply/bin/cyclonedx-py environment --output-reproducible --output-file "/sbom/image-${SERVICE}.cdx.json" \
       /opt/venv

FROM scratch AS sbom
COPY --from=listed /sbom/ /

FROM ${BASE} AS image
ARG BASE
ARG SERVICE
ARG EXTRAS=""
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=""
LABEL org.opencontainers.image.title="rematch-${SERVICE}" \
      org.opencontainers.image.description="Rematch, event-driven job matching: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="${BASE}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      rematch.extras="${EXTRAS}"
COPY --from=build /opt/openmp /usr/local/lib/
RUN groupadd --gid 10001 rematch \
    && useradd --uid 10001 --gid rematch --home-dir /var/lib/rematch --create-home --shell /usr/sbin/nologin rematch \
    && ldconfig
COPY LICENSE /opt/rematch/LICENSE
COPY --from=build /opt/tools/bin/dumb-init /usr/local/bin/dumb-init
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/rematch/cache /opt/rematch/cache
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    REMATCH_CACHE_DIR=/opt/rematch/cache \
    REMATCH_DATA_DIR=/var/lib/rematch \
    REMATCH_HTTP_HOST=0.0.0.0 \
    SERVICE=${SERVICE}
USER 10001:10001
WORKDIR /var/lib/rematch
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=6 CMD ["python", "-c", "\
import os, urllib.request as http; \
ports = {'ingest': 8001, 'dedup': 8002, 'embed': 8003, 'match': 8004, 'notify': 8005, 'console': 8006}; \
port = os.environ.get('REMATCH_HTTP_PORT') or ports[os.environ['SERVICE']]; \
http.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"]
# Process 1 is dumb-init, from a wheel with a pinned hash. The kernel drops SIGTERM for a process 1 that has not yet asked
# for it: python alone, stopped in its first seconds, would stay until it is killed. It passes signals to its child alone
# (--single-child: a service stops its own children, in its order), and collects what orphans leave.
# The shell is there to fill in the name and is gone with `exec`.
ENTRYPOINT ["dumb-init", "--single-child", "--", "/bin/sh", "-c", "exec python -m \"rematch_${SERVICE}\" \"$@\"", "rematch"]
