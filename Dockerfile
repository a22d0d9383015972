# The recipe for portal, gateway and worker; you build it, we publish no image (docs/decisions/001-licence.md).
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home liuhen \
    && install -d -o liuhen -g liuhen /data

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . ./

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    LIUHEN_DATA=/data LIUHEN_HOST=0.0.0.0 NICEGUI_STORAGE_PATH=/data/nicegui
USER 10001
VOLUME /data
ENTRYPOINT ["sh", "/app/deploy/container.sh"]
