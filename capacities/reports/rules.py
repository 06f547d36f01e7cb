"""The report across borders: authorisations, patients from abroad and the rules of each country."""

from collections import Counter, defaultdict
from functools import partial

from django.urls import Resolver404, resolve
from django.utils import timezone

from core.charts.headlines import most
from core.countries import country_name
from trials.choices import Answer

from ..choices import AuthorisationType
from ..models import Authorisation, Facility
from .base import ClassForm, Kind, Linked, Report, Table, list_url, number
from .charts import bars_of

SHOWN_TYPES = (
    AuthorisationType.MIA,
    AuthorisationType.MIA_IMP,
    AuthorisationType.EXEMPTION,
    AuthorisationType.GMO,
    AuthorisationType.IMPORT,
)


def build(form, user):
    values = form.cleaned_data if form.is_valid() else {}
    atmp_class = values.get("atmp_class") or ""
    facilities = Facility.objects.visible_to(user)
    if atmp_class:
        facilities = facilities.of_class([atmp_class])
    columns = ("site__country", "referral_from_abroad", "is_demo")
    rows = list(facilities.select_related("site").only(*columns))
    country_of = {row.pk: row.site.country for row in rows}
    valid = defaultdict(set)
    authorisations = Authorisation.objects.shown().valid_on(timezone.localdate())
    for key, kind in authorisations.order_by().values_list("facility", "type"):
        if key in country_of:
            valid[country_of[key], kind].add(key)
    report = Report("Across borders", is_demo=any(row.is_demo for row in rows))
    numbers = Counter(country_of.values())
    abroad = Counter((row.site.country, row.referral_from_abroad) for row in rows)
    report.summary = [
        f"{len(rows)} facilities in {len(numbers)} countries; "
        f"{sum(row.referral_from_abroad == Answer.YES for row in rows)} accept "
        f"patients from abroad, {sum(row.referral_from_abroad == Answer.UNKNOWN for row in rows)} "
        "do not state it."
    ]
    report.tables = [
        Table(
            "Countries",
            (
                "Country",
                "Facilities",
                *(f"{kind.label}, valid today" for kind in SHOWN_TYPES),
                "Patients from abroad: yes, no, not stated",
                "Rules of the country",
            ),
            tuple(
                (
                    country_name(code),
                    Linked(number(numbers[code]), list_url(country=code, atmp_class=atmp_class)),
                    *(_valid(code, kind, valid, atmp_class) for kind in SHOWN_TYPES),
                    ", ".join(str(abroad[code, answer]) for answer in Answer.values),
                    _profile(code),
                )
                for code in sorted(numbers, key=country_name)
            ),
        )
    ]
    report.plots = [
        bars_of(
            report.tables[0],
            "Facilities",
            name="countries",
            title="Facilities by country",
            headline=partial(most, total=len(rows), noun="facilities", figure="{:,.0f}".format),
            x_label="Facilities",
        )
    ]
    report.notes = [
        "Authorisations that a facility did not release are not counted, so a dash does not mean "
        "that there are none.",
        "The rules themselves are on the page of each country.",
    ]
    return report


def _valid(code, kind, valid, atmp_class):
    found = len(valid[code, kind])
    if not found:
        return "–"
    return Linked(
        number(found), list_url(country=code, authorisation=kind.value, atmp_class=atmp_class)
    )


def _profile(code):
    """Return a link to the page of the country's rules, a dash if there is no page."""
    path = f"/countries/{code}/"
    try:
        resolve(path)
    except Resolver404:
        return "–"
    return Linked("Country profile", path)


RULES = Kind(
    "rules",
    "Across borders",
    "Authorisations and patients from abroad, beside the rules of each country",
    ClassForm,
    build,
)
