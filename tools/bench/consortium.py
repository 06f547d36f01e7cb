"""500 meetings, 5,000 decisions and actions, 2,000 documents: pages and the reporting pack.

The times of pages are processor time, so that other programs on the machine do not change them.
"""

import statistics
import time
from datetime import UTC, date, datetime, timedelta

from tools.bench.figures import ROUNDS_PER_FIGURE, browser, line, queries_of, set_up, tidied_up

MEETINGS, DECISIONS, ACTIONS, ADVICE, DOCUMENTS = 500, 5_000, 5_000, 300, 2_000
BODIES = ("SC", "CC", "SAB")
ADDRESSES = {
    "consortium": "/consortium/",
    "body": "/consortium/bodies/steering-committee/",
    "work package": "/consortium/work-packages/3/",
    "statements": "/statements/",
    "meetings": "/meetings/",
    "meetings, three filters and a word": "/meetings/?q=bench&body=steering-committee&state=held",
    "decisions": "/decisions/",
    "decisions, filters and a word": "/decisions/?q=template&state=adopted&work_package=3",
    "decisions without a trace": "/decisions/?no_trace=yes",
    "actions": "/actions/",
    "overdue actions": "/actions/?overdue=yes",
    "advice that waits": "/advice/?waiting=yes",
    "documents": "/documents/",
    "events": "/events/",
    "home": "/",
}


def fill():
    from consortium.models import (
        Action,
        Advice,
        Body,
        Decision,
        Document,
        Meeting,
        Seat,
        WorkPackage,
    )
    from core.text import search_text

    bodies = [Body.objects.get(code=code) for code in BODIES]
    packages = list(WorkPackage.objects.all())
    for body in bodies:
        for number in range(12):
            Seat.objects.create(body=body, role=f"Bench role {number}")
    first = datetime(2024, 1, 8, 10, tzinfo=UTC)
    meetings = Meeting.objects.bulk_create(
        Meeting(
            body=bodies[number % 3],
            title=f"Bench meeting {number}",
            starts_at=first + timedelta(days=2 * number),
            ends_at=first + timedelta(days=2 * number, hours=1),
            visibility=("public", "members", "body")[number % 3],
            state=("held", "called", "draft")[number % 3],
            search_text=search_text(f"Bench meeting {number}"),
        )
        for number in range(MEETINGS)
    )
    decisions = Decision.objects.bulk_create(
        Decision(
            number=f"{bodies[number % 3].code}-{2024 + number % 3}-{number:04}",
            body=bodies[number % 3],
            meeting=meetings[number % MEETINGS],
            title=f"Bench: use template {number}",
            text="The committee uses one template. " * 10,
            decided_on=(date(2024, 1, 8) + timedelta(days=number % 900)).isoformat(),
            work_package=packages[number % 7],
            visibility=("public", "members")[number % 2],
            state=("adopted", "proposed", "adopted", "rejected")[number % 4],
            search_text=search_text(f"Bench use template {number} committee"),
        )
        for number in range(DECISIONS)
    )
    Action.objects.bulk_create(
        Action(
            body=bodies[number % 3],
            decision=decisions[number],
            title=f"Bench action {number}",
            role=f"Bench role {number % 12}",
            due_on="2025-06-30",
            due_until=date(2024, 6, 30) + timedelta(days=number % 900),
            visibility="members",
            state=("open", "in_work")[number % 2],
            search_text=search_text(f"Bench action {number}"),
        )
        for number in range(ACTIONS)
    )
    Advice.objects.bulk_create(
        Advice(
            number=f"SAB-2025-A{number:04}",
            body=bodies[2],
            title=f"Bench advice {number}",
            given_on="2025-03-01",
            search_text=search_text(f"Bench advice {number}"),
        )
        for number in range(ADVICE)
    )
    Document.objects.bulk_create(
        Document(
            title=f"Bench document {number}",
            slug=f"bench-{number}",
            access=("public", "members")[number % 2],
            work_package=packages[number % 7],
            search_text=search_text(f"Bench document {number}"),
        )
        for number in range(DOCUMENTS)
    )
    return meetings[0], decisions[0]


def processor_ms(client, address):
    """Return the median milliseconds of processor time of a page."""
    times = []
    for _ in range(ROUNDS_PER_FIGURE):
        started = time.process_time()
        client.get(address)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def pages(user, who, more):
    client = browser(user)
    for name, address in {**ADDRESSES, **more}.items():
        queries, answer = queries_of(client.get, address)
        assert answer.status_code == 200, address
        figure = processor_ms(client, address)
        line(f"{name}, {who}", figure, "ms of processor", f", {len(queries)} queries")


def packs():
    from consortium.pack import Period
    from join4atmp.packs.work import built

    started = time.process_time()
    pack = built(Period(date(2024, 1, 1), date(2026, 12, 31)))
    line(
        "reporting pack of three years",
        time.process_time() - started,
        "s of processor",
        f", {len(pack.content) / 1e6:.1f} MB",
    )


def main():
    from django.contrib.auth.models import Group, User

    from consortium.models import Body, Seat

    member = User.objects.create_user("bench-member")
    Seat.objects.create(body=Body.objects.get(code="SC"), user=member, role="Bench member")
    coordinator = User.objects.create_user("bench-coordinator")
    coordinator.groups.add(Group.objects.get(name="coordinator"))
    meeting, decision = fill()
    tidied_up()
    more = {"meeting": meeting.get_absolute_url(), "decision": decision.get_absolute_url()}
    pages(None, "visitor", more)
    pages(member, "member", more)
    pages(coordinator, "coordinator", {**more, "reporting": "/reporting/"})
    packs()


if __name__ == "__main__":
    set_up()
    main()
