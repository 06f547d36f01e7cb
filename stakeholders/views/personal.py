"""Pages for the people in the register, by a personal link and without an account."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.languages import in_readers_language

from ..choices import Answer, DataUse
from ..email_change import LINK_LIFE as CONFIRMATION_LIFE
from ..email_change import NotChanged, ask_for_change, can_send_mail, change_of, confirm
from ..erasure import withdrawn
from ..models import Contact, EmailChange
from ..personal_form import PersonForm, by_the_person
from ..questions import QUESTIONS, REFUSED
from ..rights import KEPT_UNVERIFIED, contact_of, personal_token


def _languages_of_link(request, token):
    contact = contact_of(token)
    return contact.language_codes if contact else ()


def _languages_of_change(request, token):
    found = change_of(token)
    return (found[0].language,) if found else ()


def _contact_of(token, *, lock=False):
    contact = contact_of(token)
    if contact is None:
        raise Http404(_("This link has expired or is incomplete. Ask us for a new one."))
    if lock:
        contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    return contact


def privacy_context():
    """Return the names for the privacy notice; it says which are missing."""
    return {
        "controller": settings.DATA_CONTROLLER,
        "officer": settings.DATA_PROTECTION_OFFICER,
        "contact_email": settings.CONTACT_EMAIL,
        "years_unverified": KEPT_UNVERIFIED.days // 365,
    }


def _private(response):
    response.headers["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_readers_language(preferred=_languages_of_link)
@transaction.atomic
def me(request, token):
    """Show a person their own data, to correct and confirm it."""
    contact = _contact_of(token, lock=request.method == "POST")
    posted = request.POST if request.method == "POST" else None
    form = PersonForm(posted, instance=contact)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _thanks(contact))
        if form.kept:
            text = _("We changed these entries meanwhile, and they are kept: %(names)s.")
            messages.warning(request, text % {"names": ", ".join(form.kept)})
        return redirect("stakeholders:me", token)
    return _private(_page(request, token, contact, form, EmailForm()))


def _thanks(contact):
    if withdrawn().filter(pk=contact.pk).exists():
        return _(
            "Your No is recorded. We kept your data by your consent alone, so they will be removed."
        )
    return _("Thank you. Your data are confirmed as of today.")


def _page(request, token, contact, form, email_form):
    # A failed form may have changed this contact in memory.
    stored = Contact.objects.select_related("organisation").get(pk=contact.pk)
    since = dict(
        stored.privacy_answers.filter(answer=Answer.REFUSED).order_by("pk").values_list("use", "on")
    )
    context = {
        "contact": stored,
        "token": token,
        "form": form,
        "email_form": email_form,
        "email_change": EmailChange.objects.filter(contact=stored).first(),
        "can_send_mail": can_send_mail(),
        "refusals": [(use, REFUSED[use], since.get(use)) for use in stored.refusals],
        **privacy_context(),
    }
    bad = form.errors or email_form.errors
    return render(request, "stakeholders/me.html", context, status=400 if bad else 200)


@login_not_required
@require_POST
@in_readers_language(preferred=_languages_of_link)
@transaction.atomic
def allow_again(request, token):
    """Lift a refusal of the person who asks for it."""
    contact = _contact_of(token, lock=True)
    use = request.POST.get("use")
    if use not in DataUse.values:
        raise Http404(_("There is no such question."))
    contact.record_answers(
        {DataUse(use): Answer.AGREED},
        by_the_person(
            reason="The person allowed it again",
            evidence=f"Personal page, {timezone.now():%Y-%m-%d %H:%M} UTC",
        ),
    )
    messages.success(request, _("Your new answer is recorded."))
    return redirect("stakeholders:me", token)


class EmailForm(forms.Form):
    new_email = forms.EmailField(label=gettext_lazy("New e-mail address"), max_length=254)


@login_not_required
@require_POST
@in_readers_language(preferred=_languages_of_link)
def change_email(request, token):
    contact = _contact_of(token)
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            ask_for_change(contact, form.cleaned_data["new_email"])
        except NotChanged as problem:
            form.add_error("new_email", str(problem))
        else:
            messages.success(request, _("We wrote to both addresses. Open the link in each mail."))
            return redirect("stakeholders:me", token)
    return _private(_page(request, token, contact, PersonForm(instance=contact), form))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_readers_language(preferred=_languages_of_change)
def confirm_email(request, token):
    """Confirm one of the two addresses. GET changes nothing, because mail programs open
    links too."""
    found = change_of(token)
    if found is None:
        raise Http404(_("This link has expired or was used. Ask for the change again."))
    change, side = found
    context = {"change": change, "side": side, "days": CONFIRMATION_LIFE.days}
    if request.method == "POST":
        try:
            changed = confirm(change, side)
        except NotChanged as problem:
            messages.error(request, str(problem))
            return _private(render(request, "stakeholders/confirm_email.html", context, status=400))
        if changed:
            messages.success(request, _("Your address is changed. This is your new personal page."))
            contact = Contact.objects.get(pk=change.contact_id)
            return redirect("stakeholders:me", personal_token(contact))
        context["waiting"] = True
    return _private(render(request, "stakeholders/confirm_email.html", context))


@login_not_required
@require_safe
@in_readers_language()
def privacy_notice(request):
    """Show how the project uses the data of people in the register (Art. 13 and 14 GDPR)."""
    context = {"questions": QUESTIONS.values(), **privacy_context()}
    return render(request, "stakeholders/privacy_notice.html", context)
