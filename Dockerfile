FROM python:3.13-slim AS build

WORKDIR /src
COPY . .
RUN python -m venv --without-pip /app \
 && pip --python /app/bin/python install --no-cache-dir --disable-pip-version-check -c constraints.txt '.[notify,redis]' \
 && find /app \( -type d \( -name tests -o -name 'labextension*' \) -o -name '*.map' \) -prune -exec rm -rf {} +
# Of the services that botocore describes, those that costs and logins need.
RUN cd /app/lib/python*/site-packages/botocore/data \
 && find . -mindepth 1 -maxdepth 1 -type d ! -name budgets ! -name ce ! -name organizations ! -name signin ! -name 'sso*' ! -name sts \
    -exec rm -rf {} +


FROM python:3.13-slim

RUN useradd --uid 1000 --create-home cloudsense \
 && install -d -o cloudsense -m 700 /var/cache/cloudsense /etc/cloudsense
COPY --from=build /app /app

ENV PATH=/app/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    CLOUDSENSE_HOST=0.0.0.0 \
    CLOUDSENSE_PORT=8080 \
    CLOUDSENSE_NO_BROWSER=1 \
    CLOUDSENSE_LOG=json \
    CLOUDSENSE_CACHE_DIR=/var/cache/cloudsense \
    CLOUDSENSE_BUDGETS_FILE=/var/cache/cloudsense/budgets.toml

# By number: Kubernetes' runAsNonRoot cannot tell from a name.
USER 1000:1000
WORKDIR /home/cloudsense
VOLUME /var/cache/cloudsense
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['CLOUDSENSE_PORT']), timeout=2); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["cloudsense"]
