"""The gaps of a trial, the most important first."""

from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from ..choices import Curation, Judgement
from ..models import InvestigationalProduct, PublicationCandidate


@dataclass(frozen=True)
class Gap:
    """A gap of a trial. `weight` is its importance: 8 decides whether the trial counts at all, 4 is
    used by charts, 2 is often asked for by readers, 1 is any other."""

    name: str
    label: str
    weight: int
    condition: Q


_ACCEPTED = PublicationCandidate.objects.filter(trial=OuterRef("pk"), judgement=Judgement.ACCEPTED)
GAPS = (
    Gap("atmp", "Advanced therapy: unclear", 8, Q(atmp="unclear")),
    Gap("atmp_class", "Class", 8, Q(atmp_class__in=("", "unclear"))),
    Gap("phase", "Phase", 4, Q(phase="unknown")),
    Gap("disease_areas", "Disease area", 4, Q(disease_areas__in=("", "unknown"))),
    Gap("status", "Status", 4, Q(status="unknown")),
    Gap("sponsor_type", "Sponsor type", 4, Q(sponsor_type="unknown")),
    Gap("countries", "Countries", 4, Q(countries="")),
    Gap("title", "Title", 2, Q(title="")),
    Gap(
        "product",
        "Products",
        2,
        ~Exists(InvestigationalProduct.objects.filter(trial=OuterRef("pk"))),
    ),
    Gap("sponsor", "Sponsor", 2, Q(sponsor_name="")),
    Gap(
        "literature",
        "Literature: not searched, none accepted",
        2,
        Q(literature_checked_at=None) & ~Exists(_ACCEPTED),
    ),
    Gap("entered", "Date of first entry", 1, Q(first_entered_on=None)),
    Gap("subjects", "Planned subjects", 1, Q(subjects=None)),
)
GAP_BY_NAME = {gap.name: gap for gap in GAPS}


def counted(trials):
    """Return the trials whose gaps count: not excluded, and of an advanced therapy."""
    return trials.exclude(curation=Curation.EXCLUDED).exclude(atmp="no")


def with_gaps(trials):
    """Annotate trials with `missing_...` per gap (0 or the gap's weight) and `missing`,
    their sum."""
    columns = {
        f"missing_{gap.name}": Case(
            When(gap.condition, then=Value(gap.weight)),
            default=Value(0),
            output_field=IntegerField(),
        )
        for gap in GAPS
    }
    total = sum(columns.values(), Value(0))
    return trials.annotate(**columns, missing=total)


def gaps_of(trial):
    """Return the gaps of a trial that `with_gaps` annotated, the most important first."""
    return [gap for gap in GAPS if getattr(trial, f"missing_{gap.name}")]
