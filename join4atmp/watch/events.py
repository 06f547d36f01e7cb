"""Log lines for auditors: sign-ins, changes of roles, exports of personal data. An account is its
number."""

import logging

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from core.monitoring import metrics
from stakeholders.models import ExportEvent

logger = logging.getLogger("portal.events")


@receiver(user_logged_in)
def note_sign_in(user, **_):
    metrics.note_sign_in("good")
    logger.info("Account %s signed in", user.pk, extra={"event": "sign-in"})


@receiver(user_logged_out)
def note_sign_out(user, **_):
    if user:
        logger.info("Account %s signed out", user.pk, extra={"event": "sign-out"})


@receiver(user_login_failed)
def note_failed_sign_in(**_):
    metrics.note_sign_in("bad")
    logger.warning("A sign-in failed", extra={"event": "failed sign-in"})


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def note_change_of_rights(instance, action, model, pk_set, **_):
    if action.startswith("post_"):
        logger.warning(
            "Rights of %s %s: %s of %s %s",
            instance._meta.verbose_name,
            instance.pk,
            action.removeprefix("post_"),
            model._meta.verbose_name,
            sorted(pk_set or ()),
            extra={"event": "change of rights"},
        )


@receiver(post_save, sender=ExportEvent)
def note_export(instance, created, **_):
    if created:
        logger.info(
            "Export %s of contacts by account %s",
            instance.pk,
            instance.by_id,
            extra={"event": "export"},
        )
