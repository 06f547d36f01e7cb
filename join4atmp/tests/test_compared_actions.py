"""An action on a list of the admin leaves a row that changed since the list was drawn, and names
it."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import User

from capacities.licences import take
from capacities.models import Authorisation, Evidence
from capacities.tests.factories import make_facility
from capacities.tests.test_licences import listed
from economics.models import ReferenceValue
from landscape.models import CountryFact, LibraryAnswer
from landscape.tests.factories import make_answer, make_fact
from products.coversheets.content import write_cells
from products.models import Spelling, Term
from products.tests.sheets import cells
from trials.models import Trial
from trials.tests.factories import make_trial
from trials.tests.people import person
from usecases.models import Bottleneck, Hurdle
from usecases.tests.factories import make_hurdle, make_user

pytestmark = pytest.mark.django_db
READING = {"export_csv", "export_xlsx", "export_chosen", "download_sheets"}
ADDING = {"tag_all", "draft_answers", "make_hurdles"}
OF_ACCOUNTS = {"send_invitations", "sign_out", "remove_second_factors"}
JUDGED_AS_READ = {"judge_all"}
MARK = re.compile(r'name="(seen-\d+)" value="(\w+)"')
LEFT = "Rows that changed after you opened the list were left as they are"


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_superuser("administrator", "a@x.example"))
    return client


def list_of(rows):
    opts = rows.model._meta
    return f"/admin/{opts.app_label}/{opts.model_name}/"


def chosen(client, rows, action, **more):
    """Return the list of the rows, and what a person sends who ticks all of them."""
    address = list_of(rows)
    marks = dict(MARK.findall(client.get(address).text))
    keys = list(rows.values_list("pk", flat=True))
    assert {f"seen-{key}" for key in keys} <= marks.keys()
    return address, {"action": action, "_selected_action": keys} | marks | more


def facts():
    for country in ("AT", "DE"):
        make_fact(country=country)
    rows = CountryFact.objects.filter(value="A body")
    return rows, "verify_rows", {}, {"value": "Another body"}, "verified_by"


def hurdles():
    for _ in range(2):
        make_hurdle()
    return Hurdle.objects.all(), "approve", {}, {"title": "Another"}, "approved_by"


def quotations():
    keys = list(Bottleneck.objects.values_list("pk", flat=True)[:2])
    rows = Bottleneck.objects.filter(pk__in=keys)
    return rows, "confirm", {}, {"quotation": "Other words"}, "checked_by"


def reference_values():
    keys = list(ReferenceValue.objects.current().values_list("pk", flat=True)[:2])
    rows = ReferenceValue.objects.filter(pk__in=keys)
    return rows, "confirm", {}, {"value": 77}, "verified_by"


def answers():
    for _ in range(2):
        make_answer(published=False)
    rows = LibraryAnswer.objects.filter(state="draft", answer="An answer.")
    return rows, "publish_answers", {}, {"answer": "Another one."}, "checker"


def spellings():
    write_cells(None, cells(cell_type="killer lymphocytes, natural killers"))
    term = Term.objects.filter(vocabulary="cell_type").first()
    rows = Spelling.objects.filter(text__in=["killer lymphocytes", "natural killers"])
    return rows, "map_chosen", {"term": term.pk}, {"is_automatic": True}, "term"


@pytest.mark.parametrize("make", [facts, hurdles, quotations, reference_values, answers, spellings])
def test_a_row_that_changed_after_the_list_was_drawn_is_left_and_named(administrator, make):
    rows, action, more, change, done = make()
    address, values = chosen(administrator, rows, action, **more)
    changed, same = rows.order_by("pk")
    type(changed)._base_manager.filter(pk=changed.pk).update(**change)

    page = administrator.post(address, values, follow=True)

    for row in (changed, same):
        row.refresh_from_db()
    assert getattr(changed, done) is None
    assert getattr(same, done) is not None
    assert f"{LEFT}: “{changed}”" in page.text


def test_a_value_of_the_record_that_changed_meanwhile_is_not_overwritten(administrator):
    facility = make_facility("AT")
    authorisation = Authorisation.objects.create(
        facility=facility, type="MIA", number="AT-1", valid_until="2028-12-31"
    )
    take(listed("MIA,AT-1,A,B,AT,,,2030-01-02,").rows.get(), facility=facility, by=None)
    address, values = chosen(administrator, Evidence.objects.drifts(), "take_register")
    Authorisation.objects.filter(pk=authorisation.pk).update(valid_until="2031-05-06")

    page = administrator.post(address, values, follow=True)

    authorisation.refresh_from_db()
    assert authorisation.valid_until == date(2031, 5, 6)
    assert LEFT in page.text
    assert "0 values" not in page.text


def test_a_row_that_another_person_decided_and_that_left_the_filter_is_named(administrator):
    make_hurdle(title="Consent")
    rows = Hurdle.objects.all()
    _, values = chosen(administrator, rows, "approve")
    rows.update(published_on="2026-01-01", approved_by=make_user("reviewer"))

    page = administrator.post(f"{list_of(rows)}?approval=none", values, follow=True)

    assert f"{LEFT}: “Consent”" in page.text


def test_a_count_of_readers_is_no_change_of_an_answer(administrator):
    make_answer(published=False)
    rows = LibraryAnswer.objects.filter(answer="An answer.")
    address, values = chosen(administrator, rows, "publish_answers")
    rows.update(helped=7)

    administrator.post(address, values)

    assert rows.get().state == "published"


def test_the_confirmation_of_a_bulk_action_compares_with_the_list(administrator):
    """The page between the list and the change carries what the list had."""
    for _ in range(2):
        make_trial()
    rows, to = Trial.objects.all(), person("curator")
    address, values = chosen(administrator, rows, "assign_all")
    page = administrator.post(address, values)
    marks = dict(MARK.findall(page.text))
    assert marks == {name: value for name, value in values.items() if name.startswith("seen-")}
    first = rows.order_by("pk").first()
    rows.filter(pk=first.pk).update(assigned_to=person("other", "curator"))

    confirmed = values | {"apply": "yes", "expected": 2, "person": to.pk}
    page = administrator.post(address, confirmed)
    assert "now has 1 trials" in page.text
    administrator.post(address, confirmed | {"expected": 1})

    assert [row.assigned_to.username for row in rows.order_by("pk")] == ["other", "curator"]


def test_each_action_that_changes_values_compares_them():
    """A new action is compared, or says here why it need not be."""
    not_compared = READING | ADDING | OF_ACCOUNTS | JUDGED_AS_READ
    actions = {
        name
        for page in admin.site._registry.values()
        for name in page.actions
        if name not in getattr(page, "compared_actions", ())
    }

    assert actions == not_compared
