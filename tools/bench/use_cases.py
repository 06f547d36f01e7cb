"""The pages and files of the use cases with 50 cases, 1,000 hurdles and 2,000 milestones.

They are added to the two demonstration cases.
"""

import time
from datetime import date

from core.text import search_text
from tools.bench.figures import browser, line, median_ms, set_up

CASES, HURDLES, MILESTONES = 50, 1_000, 2_000
ADDRESSES = {
    "list": "/use-cases/",
    "one case, 40 milestones and 30 hurdles": "/use-cases/bench-1/",
    "PragmaTIL as PDF": "/use-cases/pragmatil/pdf/",
    "one case as PDF": "/use-cases/bench-1/pdf/",
    "one case as Word file": "/use-cases/bench-1/docx/",
    "comparison of three cases": "/use-cases/compare/?case=bench-1&case=bench-2&case=bench-3",
    "versions": "/use-cases/demo-car-t/versions/",
    "hurdles, stage and category": "/hurdles/",
    "hurdles, category and country": "/hurdles/?matrix=country",
    "hurdles, category and use case": "/hurdles/?matrix=case",
    "hurdles, last page": "/hurdles/?page=99",
    "hurdles, two filters and a word": "/hurdles/?q=way&severity=4&severity=5&solved=no",
    "hurdles, one cell": "/hurdles/?category=H01&stage=S01",
    "gaps": "/hurdles/gaps/",
    "one hurdle": "/hurdles/1/",
    "solutions": "/solutions/",
    "procedures": "/procedures/",
    "one procedure over all cases": "/procedures/cat/",
    "recommendations": "/recommendations/",
}


def fill():
    """Create the rows. All are public, so that the pages are as large as possible."""
    from usecases import demo
    from usecases.models import (
        Attempt,
        CaseHurdle,
        ClockStop,
        Hurdle,
        HurdleCategory,
        Milestone,
        Procedure,
        Solution,
        SolutionType,
        Stage,
        UseCase,
    )

    demo.load()
    UseCase.objects.filter(slug="pragmatil").update(published_on=date(2026, 1, 1), is_demo=True)
    stages, categories = list(Stage.objects.all()), list(HurdleCategory.objects.all())
    procedures, kinds = list(Procedure.objects.all()), list(SolutionType.objects.all())
    places = ["DE", "ES", "IT", "FR", "NL", "SE", "DK", "BE", "AT", "DE ES", "EU", ""]
    cases = UseCase.objects.bulk_create(
        UseCase(
            title=f"Case {number}",
            short_name=f"Bench {number}",
            slug=f"bench-{number}",
            stage=stages[number % len(stages)],
            summary="What it is and why it matters. " * 6,
            countries="DE ES",
            is_demo=True,
        )
        for number in range(1, CASES + 1)
    )
    milestones = Milestone.objects.bulk_create(
        Milestone(
            use_case=cases[number % CASES],
            procedure=procedures[number % len(procedures)],
            country=("DE", "ES", "IT", "EU")[number % 4],
            submitted_on=f"{2012 + number % 12}-{number % 12 + 1:02}-03",
            decided_on=f"{2013 + number % 12}-{number % 12 + 1:02}-03",
            position=number,
        )
        for number in range(MILESTONES)
    )
    ClockStop.objects.bulk_create(
        ClockStop(
            milestone=milestone,
            stopped_on=f"{milestone.submitted_on[:8]}20",
            resumed_on=milestone.decided_on,
        )
        for milestone in milestones[::2]
    )
    hurdles = Hurdle.objects.bulk_create(
        Hurdle(
            title=f"Hurdle {number} that delays a therapy",
            category=categories[number % len(categories)],
            stage=stages[number % len(stages)],
            countries=places[number % len(places)],
            severity=number % 5 + 1,
            description="What it is. " * 20,
            search_text=search_text(f"hurdle {number}"),
            is_demo=True,
        )
        for number in range(HURDLES)
    )
    CaseHurdle.objects.bulk_create(
        CaseHurdle(use_case=cases[(number + shift) % CASES], hurdle=hurdle, position=number)
        for number, hurdle in enumerate(hurdles)
        for shift in range(0, 3 if number % 4 == 0 else 1)
    )
    solutions = Solution.objects.bulk_create(
        Solution(title=f"Solution {number}", type=kinds[number % len(kinds)], is_demo=True)
        for number in range(HURDLES // 4)
    )
    Attempt.objects.bulk_create(
        Attempt(
            hurdle=hurdle,
            solution=solutions[number % len(solutions)],
            outcome="worked" if number % 3 else "partly",
        )
        for number, hurdle in enumerate(hurdles)
        if number % 10
    )


def pages():
    client = browser()
    for name, address in ADDRESSES.items():
        assert client.get(address).status_code == 200, address
        page = median_ms(client.get, address)
        started = time.process_time()
        client.get(address)
        cpu = (time.process_time() - started) * 1000
        line(f"use cases: {name}", page, "ms", f", {cpu:.0f} ms of processor time")


def main():
    set_up()
    from usecases import demo

    fill()
    pages()
    demo.remove()  # also removes its organisations


if __name__ == "__main__":
    main()
