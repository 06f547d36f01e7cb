"""Two people edit one row: no form of the admin writes over the first one's work unseen."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from core.conflicts import CARRIER, ConflictForm

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
OURS = {
    "capacities",
    "consortium",
    "economics",
    "join4atmp",
    "landscape",
    "stakeholders",
    "surveys",
    "trials",
    "products",
    "usecases",
}
# Rows that are entered once and not edited by several people, or that no form can change.
MEANT = set()


def editable(form):
    return [name for name, field in form.fields.items() if not field.disabled and name != CARRIER]


def test_every_page_and_list_of_the_admin_that_changes_rows_has_a_form_that_compares(rf):
    """Also of those without a demonstration row, whose pages are not opened below."""
    request = rf.get("/")
    request.user = User.objects.create_superuser("administrator")
    pages = [page for model, page in admin.site._registry.items() if model._meta.app_label in OURS]
    lists = [inline(page.model, page.admin_site) for page in pages for inline in page.inlines]
    changing = [each for each in (*pages, *lists) if each.has_change_permission(request)]

    assert len(changing) > 80
    assert [str(each) for each in changing if not issubclass(each.form, ConflictForm)] == []


def test_every_form_of_the_admin_notices_what_changed_since_it_was_opened(client):
    call_command("load_demo", trials=60, stakeholders=40, verbosity=0)
    client.force_login(User.objects.create_superuser("administrator"))
    opened, without = 0, []
    for model, model_admin in admin.site._registry.items():
        row = model._default_manager.first()
        if model._meta.app_label not in OURS or row is None:
            continue
        label = model._meta.label
        page = client.get(
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        )
        assert page.status_code == 200, label
        if "adminform" not in page.context or not model_admin.has_change_permission(
            page.wsgi_request, row
        ):
            continue
        form = page.context["adminform"].form
        text = page.content.decode()
        if editable(form):
            opened += 1
            if CARRIER not in form.fields or f'name="{form.add_prefix(CARRIER)}"' not in text:
                without.append(label)
        for inline in page.context["inline_admin_formsets"]:
            if inline.formset.can_delete or inline.has_change_permission:
                for inner in inline.formset.initial_forms[:1]:
                    if editable(inner) and f'name="{inner.add_prefix(CARRIER)}"' not in text:
                        without.append(f"{label} > {inner._meta.model.__name__}")
    assert opened > 15
    assert sorted(set(without) - MEANT) == []
