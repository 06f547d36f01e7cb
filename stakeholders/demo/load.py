"""Make and remove the invented register. The same number gives the same people."""

from datetime import timedelta
from itertools import count
from random import Random

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core.packed_words import packed
from core.text import folded

from ..choices import Consent, DataUse, EngagementKind, LawfulBasis, OrganisationRole
from ..models import Contact, Engagement, ExportEvent, Organisation, PrivacyAnswer
from ..models.organisations import free_slug
from .words import GROUPS, LANGUAGES, PLACES, SPONSORS, WEIGHTS

ORGANISATIONS_PER_CONTACT = 120 / 312
ROWS_PER_STATEMENT = 1000
AGREED_USES = (DataUse.WRITE, DataUse.SURVEY)  # of every invented person who consented
ROLES = {
    "hospital": OrganisationRole.SITE,
    "authority": OrganisationRole.AUTHORITY,
    "company": OrganisationRole.SUPPLIER,
}


@transaction.atomic
def load(number):
    """Make exactly `number` invented contacts; return the numbers of contacts and organisations."""
    contacts = Contact.objects.filter(is_demo=True)
    if contacts.count() != number:
        remove()
        random = Random(number)
        organisations = _organisations(random, max(round(number * ORGANISATIONS_PER_CONTACT), 15))
        if number:
            _contacts(random, organisations, number)
    return number, Organisation.objects.filter(is_demo=True).count()


@transaction.atomic
def remove():
    """Remove invented contacts with history and exports, then organisations that nobody needs."""
    keys = list(Contact.objects.filter(is_demo=True).values_list("pk", flat=True))
    Contact.objects.filter(is_demo=True).delete()
    ExportEvent.objects.filter(is_demo=True).delete()
    Organisation.objects.unneeded().filter(is_demo=True).delete()
    # The last step, because a deletion writes history itself.
    Contact.history.filter(is_demo=True).delete()
    Organisation.history.filter(is_demo=True).delete()
    return len(keys)


def _organisations(random, number):
    countries, weights = _weighted()
    taken, rows = set(), []
    for place in range(number):
        group = list(GROUPS)[place % len(GROUPS)]
        _, kind, noun, *_ = GROUPS[group]
        country = random.choices(countries, weights)[0]
        city = random.choice(PLACES[country][0].split())
        name = f"Demo {noun} {city}"
        if place < len(GROUPS) and group in SPONSORS:
            name, country, city = SPONSORS[group]
        slug = free_slug(name, Organisation.objects.none(), taken)
        taken.add(slug)
        suffix = slug.removeprefix(slugify(folded(name)))
        row = Organisation(
            name=name + suffix.replace("-", " "),
            slug=f"demo-{slug}".replace("demo-demo-", "demo-"),
            kind=kind,
            roles=packed([ROLES.get(kind, "")]),
            country=country,
            city=city,
            website=f"https://{slug}.example/",
            is_demo=True,
        )
        row.derive()
        row.group = group
        rows.append(row)
    Organisation.objects.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)
    return rows


def _weighted():
    rest = (100 - sum(WEIGHTS.values())) / (len(PLACES) - len(WEIGHTS))
    return list(PLACES), [WEIGHTS.get(country, rest) for country in PLACES]


def _contacts(random, organisations, number):
    by_group = {group: [o for o in organisations if o.group == group] for group in GROUPS}
    shares = [GROUPS[group][0] for group in GROUPS]
    today, serial = timezone.localdate(), count(1)
    rows = []
    for place in range(number):
        # The first contacts make sure that no group is empty.
        group = place + 1 if place < len(GROUPS) else random.choices(list(GROUPS), shares)[0]
        organisation = random.choice(by_group[group])
        rows.append(_contact(random, group, organisation, next(serial), today))
    Contact.objects.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)
    PrivacyAnswer.objects.bulk_create(
        [answer for row in rows for answer in row.new_answers()], batch_size=ROWS_PER_STATEMENT
    )
    Engagement.objects.bulk_create(
        [event for row in rows for event in _engagements(random, row, today)],
        batch_size=ROWS_PER_STATEMENT,
    )


def _contact(random, group, organisation, number, today):
    _, given, family = PLACES[organisation.country]
    first, last = random.choice(given.split()), random.choice(_families(family))
    name = f"{first} {last}".replace("\u00a0", " ")
    domain = organisation.website.removeprefix("https://").rstrip("/")
    address = slugify(folded(name)).replace("-", ".")
    *_, positions, expertise = GROUPS[group]
    consent = random.choices(Consent.values, (45, 48, 7))[0]
    basis = random.choices(LawfulBasis.values, (30, 45, 20, 5))[0]
    other = [random.choice(list(GROUPS))] if random.random() < 0.25 else []
    own, *_ = LANGUAGES[organisation.country].split()
    row = Contact(
        name=f"Dr. {name}" if random.random() < 0.2 else name,
        position=random.choice(positions.split(";")),
        email="" if random.random() < 0.03 else f"{address}.{number}@{domain}",
        phone=f"+00 555 {number:06}" if random.random() < 0.4 else "",
        languages=packed([own, "en"]),
        organisation=organisation,
        groups=packed(f"{g:02}" for g in (group, *other)),
        countries=packed([organisation.country]),
        expertise=expertise,
        tags=packed(["sab"] if random.random() < 0.03 else []),
        source="Invented for demonstration",
        lawful_basis=basis,
        consent=consent,
        consent_on=None if consent == Consent.NOT_ASKED else _day(random, today, 700),
        consent_proof="" if consent == Consent.NOT_ASKED else "Invented form",
        agreed_uses=packed(AGREED_USES if consent == Consent.GIVEN else []),
        mailing_opt_out=random.random() < 0.05,
        do_not_contact=random.random() < 0.02,
        verified_on=_day(random, today, 900) if random.random() < 0.8 else None,
        is_demo=True,
    )
    row.derive()
    return row


def _families(text):
    """Return the family names; "de Vries" and "van Dijk" are one name each."""
    return text.replace("de ", "de\u00a0").replace("van ", "van\u00a0").split(" ")


def _engagements(random, contact, today):
    kinds = [EngagementKind.INVITED, EngagementKind.ANSWERED, EngagementKind.INTERVIEWED]
    for kind in kinds[: random.choices((0, 1, 2, 3), (45, 35, 15, 5))[0]]:
        yield Engagement(contact=contact, kind=kind, on=_day(random, today, 300))


def _day(random, today, days):
    return today - timedelta(days=random.randrange(1, days))
