# One image for web, worker, beat, PgBouncer and the one-shot commands; which one is the compose file's business.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements/ requirements/
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt
COPY . .
# Node.js comes from a hashed wheel and stays in this stage.
RUN SECRET_KEY=not-used-when-collecting /opt/venv/bin/python -m ehm.assets \
    && rm -rf build/nodejs frontend/node_modules tests

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-liberation pgbouncer \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin ehm
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    EHM_ENV=production \
    BIND=0.0.0.0:8000 \
    DATA_DIR=/tmp/ehm
USER ehm
EXPOSE 8000
CMD ["gunicorn", "--config", "python:ehm.web", "ehm.wsgi"]
