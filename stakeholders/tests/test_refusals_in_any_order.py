"""No order of forms, imports, merges, undos and answers lifts a refusal without its own act.

A run is a list of steps. Pages are opened at one step and posted at a later one, as they were.
"""

from contextlib import suppress

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stakeholders.choices import Answer, DataUse
from stakeholders.imports import Changed, commit, undo
from stakeholders.merge import NotMergeable, merge, undo_merge
from stakeholders.models import Contact, Merge
from stakeholders.privacy import Circumstances
from stakeholders.rights import personal_token

from .factories import make_contact, user_in
from .files import csv_file
from .importing import batch_of
from .pages import admin_page, opened

HEADER = ["Name", "E-mail", "Position", "No mailings", "Do not contact", "Consent"]
SILENT = {"do_not_contact": [], "mailing_opt_out": []}


class World:
    """Three contacts, the pages that people have open, and the refusals that must be there."""

    def __init__(self):
        self.user = user_in("coordinator")
        self.coordinator, self.person = Client(), Client()
        self.coordinator.force_login(self.user)
        self.keys = [make_contact(name=f"Ana Person{n}").pk for n in range(3)]
        self.emails = {c.pk: c.email for c in Contact.objects.filter(pk__in=self.keys)}
        self.forms, self.pages, self.batches = [], [], []
        self.expected = {key: set() for key in self.keys}
        self.since = {}  # refusals of the kept contact since a merge, by the key of the merge
        self.number = 0

    def contact(self, place):
        return Contact.objects.filter(pk=self.keys[place]).first()

    # Steps: each gets a contact that exists, and a use.

    def open_form(self, contact, use):
        self.forms.append((contact.pk, opened(self.coordinator, admin_page(contact))))

    def save_form(self, contact, use):
        """The page that was opened first is saved, with the boxes of refusals unticked."""
        if self.forms:
            key, form = self.forms.pop(0)
            address = f"/admin/stakeholders/contact/{key}/change/"
            self.coordinator.post(address, form | SILENT | {"position": self.fresh()})

    def open_page(self, contact, use):
        address = f"/stakeholders/me/{personal_token(contact)}/"
        self.pages.append((contact.pk, address, opened(self.person, address)))

    def save_page(self, contact, use):
        if self.pages:
            _, address, form = self.pages.pop(0)
            agreeing = {n: "given" for n in form if n.startswith("consent")}
            agreeing |= {f"consent_{n}": "given" for n in ("write", "survey", "publish_name")}
            changes = SILENT | agreeing | {"consent": "given", "position": self.fresh()}
            self.person.post(address, form | changes)

    def refuse(self, contact, use):
        contact.record_answers({use: Answer.REFUSED}, Circumstances())
        self.expected[contact.pk].add(use)
        for merged in contact.merges.all():
            self.since.setdefault(merged.pk, set()).add(use)

    def lift(self, contact, use):
        circumstances = Circumstances(reason="asked", evidence="mail 1")
        contact.record_answers({use: Answer.AGREED}, circumstances)
        self.expected[contact.pk].discard(use)
        for merged in contact.merges.all():
            self.since.get(merged.pk, set()).discard(use)

    def bring_a_file(self, contact, use):
        row = [contact.name, self.emails[contact.pk], self.fresh(), "no", "no", "given"]
        batch = batch_of(csv_file(row, header=HEADER), self.user)
        self.batches.append(commit(batch, by=self.user))

    def undo_the_file(self, contact, use):
        if self.batches:
            with suppress(Changed):
                undo(self.batches.pop(), by=self.user)

    def merge_with_the_next(self, contact, use):
        others = [key for key in self.keys if key != contact.pk]
        other = Contact.objects.filter(pk__in=others).first()
        if other:
            merge(contact, other, by=self.user)
            self.expected[contact.pk] |= self.expected[other.pk]

    def undo_the_merge(self, contact, use):
        last = Merge.objects.first()
        if last:
            key, gone = last.pk, last.gone
            with suppress(NotMergeable):
                undo_merge(last, by=self.user)
                self.expected[gone] |= self.since.get(key, set())

    def restore_history(self, contact, use):
        contact.history.last().instance.save()

    def fresh(self):
        self.number += 1
        return f"Position {self.number}"


STEPS = [
    name
    for name, value in vars(World).items()
    if callable(value) and not name.startswith("_") and name not in {"contact", "fresh"}
]


def each_way(use):
    """The shortest orders in which each way of writing could lift a refusal."""
    yield [("open_form", 0, use), ("refuse", 0, use), ("save_form", 0, use)]
    yield [("open_page", 0, use), ("refuse", 0, use), ("save_page", 0, use)]
    yield [("refuse", 0, use), ("restore_history", 0, use)]
    yield [("refuse", 0, use), ("bring_a_file", 0, use), ("undo_the_file", 0, use)]
    yield [("bring_a_file", 0, use), ("refuse", 0, use), ("undo_the_file", 0, use)]
    yield [("refuse", 1, use), ("merge_with_the_next", 0, use), ("undo_the_merge", 0, use)]
    yield [("merge_with_the_next", 0, use), ("refuse", 0, use), ("undo_the_merge", 0, use)]
    yield [
        *(("refuse", 0, use), ("merge_with_the_next", 0, use), ("merge_with_the_next", 0, use)),
        *(("undo_the_merge", 0, use), ("refuse", 0, use), ("undo_the_merge", 0, use)),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("use", DataUse)
def test_no_way_of_writing_lifts_a_refusal(use):
    for steps in each_way(use):
        run(steps)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # a shorter order would take minutes to find
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.sampled_from(DataUse)),
        min_size=6,
        max_size=20,
    )
)
def test_no_order_of_steps_lifts_a_refusal_without_its_own_act(steps):
    run(steps)


def run(steps):
    with transaction.atomic():
        world = World()
        for name, place, use in steps:
            contact = world.contact(place)
            if contact:
                getattr(world, name)(contact, use)
            rows = Contact.objects.in_bulk(world.keys)
            for key, row in rows.items():
                assert world.expected[key] <= {*row.refusals}, (name, place, use)
        transaction.set_rollback(True)


def test_the_steps_are_all_that_is_meant():
    """The property is about nothing if a step is lost by a change of its name."""
    assert len(STEPS) == 11
