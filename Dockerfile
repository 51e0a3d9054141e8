# One image for web, worker, beat and migrate (docker-compose.yml). Every setting comes from the environment.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-uv.txt \
 && /venv/bin/uv pip install --no-cache --python /venv/bin/python --require-hashes --only-binary :all: -r requirements.txt \
 && /venv/bin/pip uninstall --yes uv \
 # The two source roots, relative to site-packages (/venv/lib/python3.11/site-packages).
 && printf '../../../../app\n../../../../app/platform\n' > /venv/lib/python3.11/site-packages/yiqiao.pth

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    YIQIAO_STATE_DIR=/state \
    NUMBA_CACHE_DIR=/state/numba
RUN useradd --system --uid 10001 --home-dir /state --shell /usr/sbin/nologin yiqiao \
 && install -d -o yiqiao -g yiqiao /state /state/media /state/numba /state/catalogue
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py gunicorn.conf.py ./
COPY platform/config platform/config
COPY platform/design platform/design
COPY platform/documents platform/documents
COPY platform/handbook platform/handbook
COPY platform/kernel platform/kernel
COPY apps apps
COPY templates templates
COPY static static
COPY locale locale
COPY docs/help docs/help
RUN python locale/compile.py
USER yiqiao
# Only collects files: the values below reach no running container.
RUN SECRET_KEY=collectstatic-needs-no-secret-but-the-settings-ask-for-fifty-characters ALLOWED_HOSTS=build \
    DATABASE_URL=postgres://build@build/build BROKER_URL=redis://build/0 python manage.py collectstatic --no-input
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--no-control-socket", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
