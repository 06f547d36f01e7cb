"""The Celery application: `celery -A join4atmp worker`. Its settings start with CELERY_."""

import os

from celery import Celery
from celery.signals import celeryd_init, worker_process_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")

app = Celery("join4atmp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@worker_process_init.connect
def count_jobs(**_):
    from django.conf import settings

    from core.monitoring import metrics, task_log  # noqa: F401 - connects its receivers

    metrics.share(settings.METRICS_DIR)


@worker_ready.connect
def show_signs_of_life(sender, **_):
    from core.monitoring import heartbeats  # needs the settings

    heartbeats.keep_beating(list(sender.app.amqp.queues.consume_from))
