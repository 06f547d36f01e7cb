"""Forms that add a row: a form that is sent twice adds one row.

A double click, a reload and the Back button send a form again. Django masks the CSRF token of each
page in another way, so that two requests with one token and the same entries are one form. The
first one is kept for a day, in the transaction that adds its row: a second one waits for its end.
"""

from functools import wraps
from hashlib import blake2b

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect

from .models import SentForm
from .seen import digest_of

TOKEN = "csrfmiddlewaretoken"
SENT_TWICE = (
    "This form was sent twice, and only the first one was used. To add the same again, open the "
    "page again and send its form."
)


def sent_once(*buttons):
    """Return a decorator for views that add a row and then redirect: the same form sent again is
    redirected to the same address and adds nothing. With names of buttons, only the forms that
    these send are meant."""

    def decorate(view):
        @wraps(view)
        def once(request, *args, **kwargs):
            is_meant = not buttons or any(name in request.POST for name in buttons)
            if request.method != "POST" or TOKEN not in request.POST or not is_meant:
                return view(request, *args, **kwargs)
            with transaction.atomic():
                form, is_first = SentForm.objects.get_or_create(digest=_digest(request))
                if not is_first:
                    messages.warning(request, SENT_TWICE)
                    return HttpResponseRedirect(form.answer)
                response = view(request, *args, **kwargs)
                if response.status_code == 302:
                    form.answer = response["Location"]
                    form.save(update_fields=["answer"])
                else:  # the page shows the errors of the form
                    form.delete()
            return response

        return once

    return decorate


def _digest(request):
    files = [[name, file.name, _content_digest(file)] for name, file in request.FILES.items()]
    return digest_of([request.get_full_path(), sorted(request.POST.lists()), files])


def _content_digest(file):
    digest = blake2b(file.read()).hexdigest()
    file.seek(0)
    return digest
