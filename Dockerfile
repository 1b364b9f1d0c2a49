# One image for each member that runs:  docker build --build-arg SERVICE=dedup -t rematch/dedup .
# SERVICE is ingest, dedup, embed, match, notify or console; devstack makes the image of the set-up jobs, which run `rematch`.

# Which members the service consists of. Their pyproject.toml alone go on to the installation of the third parties,
# so that a changed source file installs nothing anew.
FROM python:3.11-slim AS plan
ARG SERVICE
WORKDIR /src
COPY libs libs
COPY services services
RUN python libs/devstack/rematch_devstack/deploycheck/members.py "${SERVICE}" > members.txt \
    && find libs services -type f ! -name pyproject.toml -delete \
    && find libs services -type d -empty -delete

FROM python:3.11-slim AS build
ARG SERVICE
WORKDIR /src
COPY tools.lock ./
RUN python -m venv /opt/uv \
    && /opt/uv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r tools.lock
ENV PATH=/opt/uv/bin:${PATH} \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    VIRTUAL_ENV=/opt/venv
RUN uv venv --quiet --python /usr/local/bin/python3.11 /opt/venv

# The lock is for all members together, so here it constrains: what this service needs, in the locked version, and
# with --require-hashes nothing that the lock does not know. Wheels only: nothing is compiled, no build tool runs.
# sentence-transformers is declared by the model's wheel, and would bring torch.
COPY requirements.lock ./
COPY --from=plan /src /src
RUN --mount=type=cache,target=/root/.cache/uv \
    sed 's|.*/|rematch-|' members.txt > excludes.txt \
    && echo sentence-transformers >> excludes.txt \
    && uv pip install --quiet --only-binary :all: --require-hashes --no-sources \
       --constraint requirements.lock --excludes excludes.txt \
       $(sed 's|.*|--requirement &/pyproject.toml|' members.txt)

COPY libs libs
COPY services services
RUN uv pip install --quiet --no-deps --no-index --no-sources $(sed 's|^|./|' members.txt)

# The model is part of the image where it is used: a pod starts without a writable cache and without a download.
ENV REMATCH_CACHE_DIR=/opt/rematch/cache
RUN mkdir -p "${REMATCH_CACHE_DIR}" \
    && if grep -q '^libs/encoder$' members.txt; then \
         /opt/venv/bin/python -c "import os, pathlib, rematch_encoder as encoder; \
[encoder.OnnxEmbedder(pathlib.Path(os.environ['REMATCH_CACHE_DIR']), precision=each) for each in ('fp32', 'int8')]"; \
       fi \
    && chmod -R a+rX "${REMATCH_CACHE_DIR}"

FROM python:3.11-slim
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="rematch-${SERVICE}" \
      org.opencontainers.image.description="Rematch, event-driven job matching: ${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 rematch \
    && useradd --uid 10001 --gid rematch --home-dir /var/lib/rematch --create-home --shell /usr/sbin/nologin rematch
COPY LICENSE /opt/rematch/LICENSE
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/rematch/cache /opt/rematch/cache
ENV PATH=/opt/venv/bin:${PATH} \
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
# The shell is there to fill in the name and is gone with `exec`: python is process 1 and gets the signals.
ENTRYPOINT ["/bin/sh", "-c", "exec python -m \"rematch_${SERVICE}\" \"$@\"", "rematch"]
