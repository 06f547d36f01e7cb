"""Background jobs that join the apps; the work is in the modules they call."""

from celery import shared_task

from consortium.models import Pack

from .packs.work import work
from .watch import mails

MAX_PACK_SECONDS = 600


@shared_task(name="join4atmp.make_pack", soft_time_limit=MAX_PACK_SECONDS)
def make_pack(key):
    work(key)


@shared_task(name="join4atmp.take_up_packs")
def take_up_packs():
    """Give packs without a worker to one. It runs every minute."""
    for key in Pack.objects.without_worker().values_list("pk", flat=True):
        make_pack.delay(key)


@shared_task(name="join4atmp.watch")
def watch():
    """Mail the operators about parts of the portal that do not work. It runs every five minutes."""
    mails.watch()
