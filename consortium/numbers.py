"""Numbers of decisions and advice: the body, the year and a count, such as SC-2024-03."""

import re

from django.db import transaction

from .models import Advice, Body, Decision

COUNT = re.compile(r"(\d+)\Z")


def next_number(body, year, model):
    """Return the next free number of a body in a year. The row of the body is locked until the end
    of the transaction, so that two people never get the same number."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is given inside a transaction.")
    Body.objects.select_for_update().get(pk=body.pk)
    sign = "A" if model is Advice else ""
    start = f"{body.code}-{year}-{sign}"
    taken = model.objects.filter(number__startswith=start).values_list("number", flat=True)
    last = max((int(COUNT.search(number)[1]) for number in taken), default=0)
    return f"{start}{last + 1:02d}"


def year_of(date_text):
    """Return the year of a partial date as text."""
    return date_text[:4]


def decision_number(decision):
    return next_number(decision.body, year_of(decision.decided_on), Decision)


def advice_number(advice):
    return next_number(advice.body, year_of(advice.given_on), Advice)
