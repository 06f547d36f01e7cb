"""How well the desk works: counts and times of its tickets, without any text of them."""

from collections import Counter
from dataclasses import dataclass
from math import ceil
from statistics import median

from django.db.models import Sum

from core.countries import country_name

from ..choices import TicketState
from ..models import HurdleCandidate, LibraryAnswer, Step, Ticket

SECONDS_PER_DAY = 24 * 3600
LATE_SHARE = 0.9


@dataclass(frozen=True)
class Share:
    """`number` of `of` rows."""

    number: int
    of: int

    @property
    def percent(self):
        return f"{100 * self.number / self.of:.0f} %" if self.of else "not defined"


@dataclass(frozen=True)
class DeskMeasures:
    """The measures of all tickets. Times are days from arrival to the first reply."""

    tickets: int
    open: int
    late_in_triage: int
    replied: int
    median_days: float | None
    late_days: float | None  # 90 % of the first replies came within these days
    from_library: Share
    referred: Share
    reopened: Share
    by_country: list  # (country, tickets, without an answer)
    by_step: list  # (step, tickets, without an answer)
    candidates: list
    is_demo: bool


def measures_of(today):
    """Return the DeskMeasures. Invented tickets count only while there is no real one."""
    is_demo = not Ticket.objects.filter(is_demo=False).exists()
    tickets = Ticket.objects.filter(is_demo=is_demo)
    columns = ("state", "country", "step", "created_at", "first_reply_at", "times_reopened")
    rows = list(tickets.order_by().values_list(*columns))
    days = sorted(
        (replied - at).total_seconds() / SECONDS_PER_DAY
        for _, _, _, at, replied, _ in rows
        if replied
    )
    helped = LibraryAnswer.objects.filter(is_demo=is_demo).aggregate(sum=Sum("helped"))["sum"] or 0
    duplicates = sum(state == TicketState.DUPLICATE for state, *_ in rows)
    total = len(rows)
    answered = {TicketState.ANSWERED, TicketState.CLOSED, TicketState.DUPLICATE}
    steps = {step.pk: step for step in Step.objects.all()}
    return DeskMeasures(
        tickets=total,
        open=tickets.open().count(),
        late_in_triage=tickets.late_in_triage(today).count(),
        replied=len(days),
        median_days=round(median(days), 1) if days else None,
        late_days=round(days[ceil(LATE_SHARE * len(days)) - 1], 1) if days else None,
        from_library=Share(helped + duplicates, helped + total),
        referred=Share(sum(state == TicketState.REFERRED for state, *_ in rows), total),
        reopened=Share(sum(again > 0 for *_, again in rows), total),
        by_country=_counted(
            rows, answered, lambda row: country_name(row[1]) if row[1] else "Not stated"
        ),
        by_step=_counted(rows, answered, lambda row: str(steps.get(row[2], "Not stated"))),
        candidates=list(
            HurdleCandidate.objects.filter(is_demo=is_demo).select_related("step", "category")
        ),
        is_demo=is_demo and total > 0,
    )


def _counted(rows, answered, name_of):
    """Return [(name, tickets, tickets without an answer)], the most frequent first."""
    every = Counter(map(name_of, rows))
    without = Counter(name_of(row) for row in rows if row[0] not in answered)
    return [(name, number, without[name]) for name, number in every.most_common()]
