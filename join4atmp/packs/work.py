"""Making of a pack by a worker, with its progress in the row."""

import logging

from django.utils import timezone

from consortium.choices import PackState
from consortium.models import Pack
from consortium.models.packs import LEASE
from consortium.pack import Period, build
from core.jobs import TooManyAttempts, refuse_after_too_many
from core.unavailable import is_database_away

from .parts import PARTS

logger = logging.getLogger(__name__)


def previous_content(first):
    """Return the bytes of the last pack whose period ended before the first day; b"" without."""
    earlier = Pack.objects.filter(state=PackState.DONE, ends_on__lt=first)
    pack = earlier.order_by("-ends_on", "-pk").first()
    return bytes(pack.content) if pack else b""


def built(period, *, by="", tell=lambda done: None):
    return build(period, PARTS, by=by, previous=previous_content(period.first), tell=tell)


def work(key):
    """Make one pack; do nothing if another worker has it."""
    pack = Pack.objects.defer("content").select_related("asked_by").get(pk=key)
    if not pack.claim():
        return
    row = Pack.objects.filter(pk=key)
    pack.refresh_from_db(fields=["attempts"])
    row.update(parts=len(PARTS), done=0)

    def tell(done):
        row.update(done=done, held_until=timezone.now() + LEASE)

    try:
        refuse_after_too_many(pack.attempts, "The pack")
        by = pack.asked_by.get_username() if pack.asked_by else ""
        made = built(Period(pack.starts_on, pack.ends_on), by=by, tell=tell)
    except TooManyAttempts as reason:
        logger.error("Reporting pack %s: %s", key, reason)
        row.update(state=PackState.FAILED, held_until=None)
        return
    except Exception as error:
        if is_database_away(error):
            raise  # the lease ends, and then a worker takes the pack up again
        logger.exception("Reporting pack %s failed", key)
        row.update(state=PackState.FAILED, held_until=None)
        return
    row.update(
        state=PackState.DONE,
        done=len(PARTS),
        content=made.content,
        sha256=made.sha256,
        problems=made.problems,
        made_at=timezone.now(),
        held_until=None,
    )
