"""The answers of a person about the use of their data, and the form to record a new one."""

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.sent_forms import sent_once

from ..access import CHANGE, VIEW, only_with
from ..choices import NAMED_CHANNELS, Answer, DataUse
from ..models import Contact, ExportEvent
from ..models.contacts import today
from ..privacy import Circumstances, RefusalNotLifted, answers_of


class AnswerForm(forms.Form):
    """The form of one answer about one use, which records or lifts a refusal."""

    use = forms.ChoiceField(label="Use of the data", choices=DataUse.choices)
    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.RadioSelect)
    on = forms.DateField(
        label="Answered on",
        initial=timezone.localdate,
        validators=[MaxValueValidator(today)],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    channel = forms.ChoiceField(
        label="How the person answered",
        choices=[(channel.value, channel.label) for channel in NAMED_CHANNELS],
    )
    evidence = forms.CharField(
        max_length=300, help_text="The place of the answer, such as a mail or a signed form."
    )
    reason = forms.CharField(
        max_length=300,
        required=False,
        help_text="Needed to lift a refusal: why the person changed the answer.",
    )

    def circumstances(self, by):
        data = self.cleaned_data
        names = ("channel", "on", "evidence", "reason")
        return Circumstances(by=by, **{name: data[name] for name in names})


@only_with(VIEW, CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
def answers(request, pk):
    """Show the present answer per use, all earlier answers, and a form for a new one."""
    visible = Contact.objects.visible_to(request.user).filter(anonymised_on=None)
    contact = get_object_or_404(visible, pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        use, answer = form.cleaned_data["use"], form.cleaned_data["answer"]
        try:
            contact.record_answers({DataUse(use): answer}, form.circumstances(request.user))
        except RefusalNotLifted as problem:
            form.add_error("reason", str(problem))
        else:
            messages.success(request, "The answer is recorded.")
            remind_of_copies(request, contact)
            return redirect("stakeholders:answers", contact.pk)
    context = {
        "contact": contact,
        "form": form,
        "answers": [
            (use.label, Answer(answer).label if answer else "No answer", answer == Answer.REFUSED)
            for use, answer in answers_of(contact).items()
        ],
        "log": contact.privacy_answers.select_related("by"),
    }
    return render(request, "stakeholders/answers.html", context, status=400 if form.errors else 200)


def remind_of_copies(request, contact):
    """Warn, after a refusal, which exported files contain the person."""
    if contact.refusals:
        numbers = ExportEvent.objects.holding(contact).values_list("pk", flat=True)
        if numbers:
            listed = ", ".join(map(str, sorted(numbers)))
            messages.warning(
                request,
                f"This person is in exported files: export {listed}. Remove the person from each "
                "copy in which the refused use is planned.",
            )
