"""Undo of a whole import."""

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from ..choices import ImportState
from ..findings import look_for_moved_figures
from ..models import DataImport, PersonalAnswers, Project, Question
from .columns import rebuild
from .versions import ROWS_PER_STATEMENT

RESTORED = ("version", "layout", "packed", "digest")


class NotUndoable(ValueError):
    """The import cannot be undone; the message has the reason."""


@transaction.atomic
def undo(data_import, *, by):
    """Restore rows, questions and versions as they were before the newest import of a project;
    raise NotUndoable. Participants are kept, because they were invited in any case."""
    project = Project.objects.select_for_update().get(pk=data_import.project_id)
    done = DataImport.objects.select_for_update().get(pk=data_import.pk)
    if done.state != ImportState.DONE:
        raise NotUndoable("The import is already undone.")
    newest = project.imports.filter(state=ImportState.DONE).order_by("-at", "-pk").first()
    if newest.pk != done.pk:
        raise NotUndoable(f"Undo the newer import first: {newest}.")
    touched = set(done.created.values_list("version", flat=True))
    for before in done.changed.select_related("response"):
        touched |= {before.version_id, before.response.version_id}
        response = before.response
        for name in RESTORED:
            setattr(response, name, getattr(before, name))
        response.save(update_fields=RESTORED)
        PersonalAnswers.objects.filter(response=response).delete()
        if before.personal is not None:
            PersonalAnswers.objects.create(response=response, values=before.personal)
    done.changed.all().delete()
    done.created.all().delete()
    version = done.version
    done.version, done.state, done.undone_at = None, ImportState.UNDONE, timezone.now()
    done.save()
    if version is not None:
        touched.discard(version.pk)
        version.delete()
        _bring_back_questions(project, done.questions_before)
    now = timezone.localtime().replace(tzinfo=None)
    for one in project.versions.filter(pk__in=touched):
        rebuild(one, now=now)
    look_for_moved_figures(project)
    return done


def _bring_back_questions(project, before):
    known = {row["name"]: row for row in before}
    gone = project.questions.exclude(name__in=known)
    try:
        gone.delete()
    except (RestrictedError, ProtectedError):
        used = gone.filter(findings__isnull=False).order_by("pk").first() or gone.first()
        raise NotUndoable(
            f"Findings or codings use questions that it brought, such as {used.name}. Delete "
            "them first."
        ) from None
    changed = []
    for question in project.questions.all():
        for name, value in known[question.name].items():
            setattr(question, name, value)
        question.derive()
        changed.append(question)
    names = [name for name in (before[0] if before else ()) if name != "name"]
    if changed:
        Question.objects.bulk_update(
            changed, [*names, "search_text"], batch_size=ROWS_PER_STATEMENT
        )
