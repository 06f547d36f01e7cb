"""Single rows that a reader may see, and who may edit them."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.views.decorators.http import require_POST


def find(model, user, *related, **key):
    """Return the row with this key that the user may see. Raise Http404."""
    row = model.objects.visible_to(user).select_related(*related).filter(**key).first()
    if row is None:
        raise Http404(f"There is no {model._meta.verbose_name} with this address that you may see.")
    return row


def seen_through(row, user, *names):
    """Return {name: row behind the foreign key}, with None for a row that the user may not see.

    A title is as restricted as the page it leads to: a decision for everyone can be of a meeting
    that only its body sees.
    """
    found = {name: getattr(row, name) for name in names}
    return {
        name: other
        if other and type(other).objects.visible_to(user).filter(pk=other.pk).exists()
        else None
        for name, other in found.items()
    }


def with_numbers(rows, visible, *names):
    """Annotate rows with the numbers behind foreign keys, such as `decision_number`, for lists.

    `visible(model)` returns the rows that the reader may see. The number is None for another row:
    it tells of the body and year of a decision and that it exists.
    """
    return rows.annotate(
        **{
            f"{name}_number": Subquery(
                visible(rows.model._meta.get_field(name).related_model)
                .filter(pk=OuterRef(f"{name}_id"))
                .values("number")
            )
            for name in names
        }
    )


def require_keeper(body, user):
    """Raise PermissionDenied unless the user keeps the meetings and decisions of the body."""
    if not body.is_kept_by(user):
        raise PermissionDenied(
            f"Your account does not edit rows of the {body}. Ask its secretary or a coordinator."
        )


def posted(view):
    """Allow POST only; the middleware has already required a signed-in user."""
    return wraps(view)(require_POST(view))
