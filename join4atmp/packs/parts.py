"""All parts of a pack: those of the consortium, and the frozen issues of the database."""

from consortium.pack import PARTS as CONSORTIUM_PARTS
from consortium.pack import PackPart

from ..models import Issue


def _datasets(period):
    start, end = period.moments
    issues = Issue.objects.filter(is_demo=False, frozen_at__gte=start, frozen_at__lt=end)
    for issue in issues.order_by("frozen_at", "pk").defer("manifest"):
        yield issue.slug, issue.title, issue.frozen_at.date(), issue.size, issue.sha256


DATASETS = PackPart(
    "datasets",
    ("Issue", "Title", "Frozen on", "Bytes", "SHA-256"),
    _datasets,
    "Frozen issues of the database of the period.",
)
PARTS = (*CONSORTIUM_PARTS, DATASETS)
