"""Single rows that a reader may see, and who may edit them."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.views.decorators.http import require_POST


def find(model, user, *related, **key):
    """Return the row with this key that the user may see. Raise Http404."""
    row = model.objects.visible_to(user).select_related(*related).filter(**key).first()
    if row is None:
        raise Http404(f"There is no {model._meta.verbose_name} with this address that you may see.")
    return row


def require_keeper(body, user):
    """Raise PermissionDenied unless the user keeps the meetings and decisions of the body."""
    if not body.is_kept_by(user):
        raise PermissionDenied(
            f"Your account does not edit rows of the {body}. Ask its secretary or a coordinator."
        )


def posted(view):
    """Allow POST only; the middleware has already required a signed-in user."""
    return wraps(view)(require_POST(view))
