FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 OCPO_DATA_DIR=/data
RUN useradd --create-home ocpo && install --directory --owner ocpo /data
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY --chown=ocpo . .
USER ocpo
# Any key will do here; without one a key would be made and stay in the image.
RUN OCPO_SECRET_KEY=not-used-to-serve python manage.py collectstatic --no-input
EXPOSE 8000
CMD ["gunicorn", "ocpo.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
