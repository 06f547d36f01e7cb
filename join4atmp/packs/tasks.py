"""Background jobs of reporting packs."""

from celery import shared_task

from consortium.models import Pack
from core.jobs import send_every_minute

from .work import work

MAX_PACK_SECONDS = 600


@shared_task(name="join4atmp.make_pack", soft_time_limit=MAX_PACK_SECONDS)
def make_pack(key):
    work(key)


@shared_task(name="join4atmp.take_up_packs")
def take_up_packs():
    """Give packs without a worker to one. It runs every minute."""
    for key in Pack.objects.without_worker().values_list("pk", flat=True):
        send_every_minute(make_pack, key)
