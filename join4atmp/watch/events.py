"""Log lines for auditors: sign-ins, changes of accounts and rights, exports of contacts. An account
is its number. `core.monitoring.request_log` has a line for each file that is downloaded."""

import logging

from allauth.mfa.signals import authentication_failed
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from core.accounts import failed_sign_ins
from core.monitoring import metrics
from stakeholders.models import ExportEvent

logger = logging.getLogger("portal.events")
RIGHTS = ("is_active", "is_staff", "is_superuser")


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
    failed_sign_ins.count("bad")
    logger.warning("A sign-in failed", extra={"event": "failed sign-in"})


@receiver(authentication_failed)
def note_failed_factor(user, **_):
    failed_sign_ins.count("bad")
    logger.warning(
        "A code of account %s was wrong", user.pk, extra={"event": "failed second factor"}
    )


@receiver(pre_save, sender=User)
def note_switched_rights(instance, update_fields=None, **_):
    """Note that an account is switched off or on, or becomes staff or superuser."""
    if update_fields is not None and not {*RIGHTS} & {*update_fields}:
        return  # such as the time of the last sign-in
    before = User.objects.filter(pk=instance.pk).values(*RIGHTS).first()
    before = before or {"is_active": True, "is_staff": False, "is_superuser": False}
    now = {name: getattr(instance, name) for name in RIGHTS}
    changes = [f"{name}={now[name]}" for name in RIGHTS if now[name] != before[name]]
    if changes:
        logger.warning(
            "Rights of account %s: %s",
            instance.pk or "that is added",
            ", ".join(changes),
            extra={"event": "change of rights"},
        )


@receiver(post_delete, sender=User)
@receiver(post_delete, sender=Group)
def note_deletion(instance, **_):
    logger.warning(
        "The %s %s was deleted",
        instance._meta.verbose_name,
        instance.pk,
        extra={"event": "change of rights"},
    )


@receiver(post_save, sender=LogEntry)
def note_change_of_account(instance, **_):
    """Note who changed an account or a group; the history in the admin says how."""
    if instance.content_type.model_class() in {User, Group}:
        logger.info(
            "The %s %s was changed by account %s",
            instance.content_type.name,
            instance.object_id,
            instance.user_id,
            extra={"event": "change of account"},
        )


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
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
