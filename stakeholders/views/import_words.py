"""The meanings of words that people entered, so that a wrong one can be removed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..access import IMPORTING, numbers_in, only_with
from ..imports.questions import TITLES, Options
from ..models import ImportValue


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def remembered_words(request):
    if request.method == "POST":
        keys = numbers_in([request.POST.get("forget", "")])
        if ImportValue.objects.filter(pk__in=keys).delete()[0]:
            messages.success(
                request, "The answer was removed. The next file with this word will ask again."
            )
        return redirect("stakeholders:import-words")
    options = Options()
    words = [
        (answer, TITLES[answer.kind], options.meaning(answer.kind, answer.value))
        for answer in ImportValue.objects.order_by("kind", "text")
    ]
    return render(request, "stakeholders/import_words.html", {"words": words})
