"""The page of a personal link, on which people answer for a product without an account."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from .completion.answers import decline, save_answers
from .completion.forms import AnswerForm
from .completion.links import request_of


def by_link(view):
    """Pass the request of a personal link to the view. A closed campaign answers with status
    410."""

    @login_not_required
    @wraps(view)
    def guarded(request, token):
        asked = request_of(token)
        if asked is None:
            raise Http404("This link is not valid. Ask for a new one.")
        if asked.campaign.is_open:
            response = view(request, token, asked)
        else:
            context = {"asked": asked, "is_closed": True}
            response = render(request, "products/answer.html", context, status=410)
        # The link is a secret: the page is neither cached nor found by search engines.
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token, asked):
    form = AnswerForm(request.POST or None, request=asked)
    if request.method == "POST" and form.is_valid():
        number = save_answers(asked, **form.answers())
        messages.success(
            request,
            f"Thank you. {number} answer{'' if number == 1 else 's'} saved. A curator checks each "
            f"one. You can change them here until {asked.campaign.closes_on:%d %B %Y}.",
        )
        return redirect("products:answer", token)
    context = {"asked": asked, "form": form, "token": token}
    status = 400 if form.errors else 200
    return render(request, "products/answer.html", context, status=status)


@by_link
@require_POST
def cannot_answer(request, token, asked):
    if decline(asked):
        messages.success(request, "Thank you for telling us. We will not remind you.")
    else:
        messages.info(request, "Your answers are saved already. Change them below.")
    return redirect("products:answer", token)
