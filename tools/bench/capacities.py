"""The capacity map with 2,000 facilities of 60 capabilities each, built without history."""

import time
from datetime import date, timedelta

from tools.bench.figures import browser, line, median_ms, seconds_of, set_up, tidied_up

FACILITIES, CAPABILITIES, IMPORTED_ROWS = 2_000, 60, 2_000
QUESTION = "who+can+release+a+lentiviral+CAR-T+batch+within+500+km+of+Vienna"
ADDRESSES = {
    "list with facets": "/capacities/",
    "list, three filters and a word": "/capacities/?q=unit&step=vector&country=DE&atmp_class=GTMP",
    "map": "/capacities/map/",
    "steps and countries": "/capacities/steps/",
    "one facility": "/capacities/bench-unit-1/",
    "matching by a question": f"/capacities/reports/selection/?question={QUESTION}",
    "referral from Vienna": "/capacities/reports/referral/?place=Vienna&step=processing",
    "gaps": "/capacities/reports/gaps/?atmp_class=GTMP",
    "reach": "/capacities/reports/reach/?step=vector&km=300",
}


def fill():
    from capacities.choices import AtmpClass, Block, FacilityKind, Step
    from capacities.models import (
        Authorisation,
        Capability,
        CapacityStatement,
        Facility,
        Release,
        Site,
    )
    from capacities.places import CITIES
    from capacities.shown import refresh
    from stakeholders.models import Organisation

    today = date.today()
    organisation = Organisation.objects.create(name="Bench institute", country="DE", is_demo=True)
    cities = list(CITIES.items())
    sites = Site.objects.bulk_create(
        Site(
            organisation=organisation,
            city=city,
            country=country,
            latitude=place[0] + number % 7 / 50,
            longitude=place[1] + number % 5 / 50,
            precision="city",
            map_cell="",
            is_demo=True,
        )
        for number in range(FACILITIES)
        for (city, country), place in [cities[number % len(cities)]]
    )
    for site in sites:
        site.save()
    kinds = FacilityKind.values
    facilities = Facility.objects.bulk_create(
        Facility(
            reference=f"BENCH-{number}",
            slug=f"bench-unit-{number}",
            site=sites[number],
            kind=kinds[number % len(kinds)],
            name=f"Bench unit {number}",
            state="operating",
            open_to=("no", "both", "service", "unknown")[number % 4],
            age_groups=(" adults ", " children adults ", "")[number % 3],
            text="What it does. " * 20,
            verified_on=today - timedelta(days=number % 700),
            verified_by="curator",
            review="published",
            published_on=today,
            is_demo=True,
        )
        for number in range(FACILITIES)
    )
    classes, steps = AtmpClass.values, Step.values
    technologies = ("car-t", "lentivir", "aav", "msc", "til", "chondrocyte", "mrna")
    Capability.objects.bulk_create(
        (
            Capability(
                facility=facility,
                atmp_class=classes[(place + key) % len(classes)],
                technology=technologies[(place // 4 + key) % len(technologies)],
                step=steps[place % len(steps)],
                cell_source=("autologous", "allogeneic", "unknown")[place // 16 % 3],
                scale=("clinical", "research")[place // 48],
                answer="yes" if (place + key) % 9 else "no",
            )
            for key, facility in enumerate(facilities)
            for place in range(CAPABILITIES)
        ),
        batch_size=5_000,
        ignore_conflicts=True,
    )
    Release.objects.bulk_create(
        (
            Release(facility=facility, block=block, given_by="Head", given_on=today)
            for facility in facilities
            for block in (
                Block.IDENTITY,
                Block.CAPABILITIES,
                Block.CAPACITY,
                Block.AUTHORISATIONS,
            )
        ),
        batch_size=5_000,
    )
    Authorisation.objects.bulk_create(
        Authorisation(
            facility=facility,
            type=("GMP", "MIA-IMP", "GMO")[key % 3],
            number=f"B-{key}",
            valid_until=today + timedelta(days=key % 900 - 60),
        )
        for key, facility in enumerate(facilities)
    )
    CapacityStatement.objects.bulk_create(
        CapacityStatement(
            facility=facility,
            measure="batches_per_year",
            band=("1-4", "10-29", "100-299")[key % 3],
            step=steps[key % len(steps)],
            as_of=today - timedelta(days=key % 700),
        )
        for key, facility in enumerate(facilities)
    )
    refresh(Facility.objects.all())
    tidied_up()
    line("capacities: capability rows", Capability.objects.count(), "rows")


def pages():
    from capacities import figures

    seconds, _ = seconds_of(figures.refresh)
    line("capacities: all measures computed", seconds * 1000, "ms")
    client = browser()
    for name, address in ADDRESSES.items():
        assert client.get(address).status_code == 200, address
        page = median_ms(client.get, address)
        started = time.process_time()
        client.get(address)
        cpu = (time.process_time() - started) * 1000
        line(f"capacities: {name}", page, "ms", f", {cpu:.0f} ms of it work of this process")
    timed(
        "export as csv",
        lambda: b"".join(client.get("/capacities/export/?format=csv").streaming_content),
    )


def timed(name, action):
    """Print the time of one call in milliseconds and the share of it that is this process."""
    started = time.process_time()
    seconds, result = seconds_of(action)
    cpu = (time.process_time() - started) * 1000
    rest = f", {cpu:.0f} ms of it work of this process"
    line(f"capacities: {name}", seconds * 1000, "ms", rest)
    return result


def imports():
    """Measure the preview of a file that changes every facility."""
    from capacities.files.upload import plan_of
    from capacities.files.write import whole_rows
    from capacities.models import Facility
    from core.exports import csv_stream

    header, lines = whole_rows(Facility.objects.order_by("pk"), with_contacts=False)
    place = header.index("website")
    lines = [[*row[:place], "https://new.example/", *row[place + 1 :]] for row in lines]
    data = b"".join(csv_stream(header, lines[:IMPORTED_ROWS]))
    _, plan = timed("preview of a file of 2,000 changed rows", lambda: plan_of(data))
    assert sum(row.outcome == "changed" for row in plan) == IMPORTED_ROWS


def main():
    set_up()
    from capacities import demo

    fill()
    pages()
    imports()
    demo.remove()


if __name__ == "__main__":
    main()
