# The bot alone: no sandbox, no tests, no tools, no compiler.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/tocsin
WORKDIR /app
COPY requirements.runtime.lock ./
RUN /opt/tocsin/bin/pip install --require-hashes -r requirements.runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY commands commands
COPY migrations migrations
COPY catalog catalog
# Unchecked bytecode: nothing in an image changes, so the first start compares no timestamps.
RUN /opt/tocsin/bin/pip install --no-deps --no-build-isolation -e . \
 && /opt/tocsin/bin/pip uninstall --yes --quiet setuptools pip \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/tocsin/lib /app

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --no-create-home tocsin \
 && install -d -o tocsin -g tocsin /data
COPY --from=build /opt/tocsin /opt/tocsin
COPY --from=build /app /app
ENV PATH=/opt/tocsin/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    TOCSIN_HOST=0.0.0.0 \
    TOCSIN_PORT=8080 \
    TOCSIN_DATA=/data \
    TOCSIN_REPORTS=/data/reports \
    TOCSIN_LOG_FORMAT=json
WORKDIR /app
USER tocsin
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['TOCSIN_PORT'] + '/healthz', timeout=3)"]
ENTRYPOINT ["tocsin"]
CMD ["serve"]
