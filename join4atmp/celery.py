"""The Celery application: `celery -A join4atmp worker`. Its settings start with CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")

app = Celery("join4atmp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
