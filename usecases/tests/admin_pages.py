"""Helpers that send admin forms as a browser does."""

from django.contrib.messages import get_messages

from .factories import make_user


def sign_in(client, role):
    user = make_user(role, is_staff=True)
    client.force_login(user)
    return user


def address(row, page="change"):
    return f"/admin/usecases/{row._meta.model_name}/{row.pk}/{page}/"


def form_of(client, url):
    """Return the data that the unchanged form would send."""
    page = client.get(url)
    data = {}
    context = page.context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.initial_forms]
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, bool):
                value = "on" if value else ""
            data[field.html_name] = "" if value is None else value
    return data


def said(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def empty_formset(prefix):
    return {
        f"{prefix}-TOTAL_FORMS": 0,
        f"{prefix}-INITIAL_FORMS": 0,
    }
