# IgPath in one image: the service on port 8000, its data in /data. More workers for letters: the same image and /data with the
# command `.venv/bin/igpath jobs work`, and IGPATH_DATABASE for both.
FROM debian:trixie-slim
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
      python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 && rm -rf /var/lib/apt/lists/*
WORKDIR /igpath
COPY requirements.lock pyproject.toml ./
RUN python3 -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && useradd --system --home-dir /data igpath && mkdir /data && chown igpath /data
USER igpath
ENV IGPATH_INSTANCE=/data
VOLUME /data
EXPOSE 8000
CMD [".venv/bin/igpath", "serve", "--host", "0.0.0.0"]
