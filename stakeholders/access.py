"""Access to the pages of the register: for everybody else these pages do not exist."""

from functools import wraps

from django.http import Http404

VIEW, IMPORT, EXPORT, MERGE, ERASE = (
    f"stakeholders.{action}_contact" for action in ("view", "import", "export", "merge", "erase")
)
CHANGE = "stakeholders.change_contact"
CAMPAIGN = "stakeholders.run_contactcampaign"
# An import also writes, so it needs the permissions to add and to change.
IMPORTING = (IMPORT, "stakeholders.add_contact", CHANGE, VIEW)


def numbers_in(texts):
    """Return keys and row numbers from forms and addresses; skip texts that are not numbers."""
    texts = (text.strip() for text in texts)
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 18]


def only_with(*permissions):
    """Answer 404 to accounts without the permissions. Strangers are asked to sign in first."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has_perms(permissions):
                raise Http404("Your account cannot open this page, or it does not exist.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate
