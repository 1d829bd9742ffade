# An exact version without a digest: a digest pins one build of one platform, and this one gets security fixes below it.
FROM python:3.11.14-slim-bookworm

ENV PYTHONUNBUFFERED=1 OCPO_DATA_DIR=/data
RUN useradd --create-home ocpo && install --directory --owner ocpo --mode 700 /data
WORKDIR /app
COPY install.py requirements.txt ./
RUN PIP_NO_CACHE_DIR=1 python install.py requirements.txt
COPY --chown=ocpo . .
USER ocpo
# Any key will do here; without one a key would be made and stay in the image.
RUN OCPO_SECRET_KEY=not-used-to-serve python manage.py collectstatic --no-input
EXPOSE 8000
CMD ["gunicorn", "ocpo.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
