"""Recent changes that the reader may see. The home page counts and the page of changes lists the
same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.choices import SETTLED_DECISIONS
from consortium.models import Decision, NewsItem
from core.partial_dates import parse
from join4atmp.models import Issue
from trials.models import RegisterRecord, Trial
from usecases.models import CaseVersion, Recommendation, UseCase

DEFAULT_DAYS = 7
BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)  # before every change


@dataclass(frozen=True)
class ChangeKind:
    """A kind of change. `rows(user, moment, demo)` returns the latest first, `shown(row)` title,
    address and detail; `day` is the field of a row with the time of its change."""

    name: str
    label: str
    one: str
    many: str
    rows: Callable
    shown: Callable
    day: str = ""


def moment_of(days):
    return timezone.now() - timedelta(days=days)


def _trials(user, demo):
    records = RegisterRecord.objects.filter(trial=OuterRef("pk")).order_by()
    trials = Trial.objects.visible_to(user).filter(is_demo=demo).order_by("-pk")
    return trials.defer("search_text", "conflicts", "register_notes"), records


def _has_older_records(moment):
    """Return whether a register was read before the moment. If none was, as in the first week of a
    portal, all trials are new, and the comparison of their records is left out."""
    return RegisterRecord.objects.filter(first_seen_at__lt=moment).exists()


def new_trials(user, moment, demo):
    """Return the trials whose first record was added since the moment."""
    trials, records = _trials(user, demo)
    if not _has_older_records(moment):
        return trials.filter(Exists(records))
    came = RegisterRecord.objects.filter(first_seen_at__gte=moment).order_by().values("trial")
    return trials.filter(pk__in=came).exclude(Exists(records.filter(first_seen_at__lt=moment)))


def changed_trials(user, moment, demo):
    """Return older trials with a record that was changed or added since the moment."""
    trials, records = _trials(user, demo)
    if not _has_older_records(moment):
        return trials.none()
    all_records = RegisterRecord.objects.order_by()
    changed = all_records.filter(changed_at__gte=moment).values("trial")
    added = all_records.filter(first_seen_at__gte=moment).values("trial")
    said = Q(pk__in=changed) | Q(pk__in=added)
    return trials.filter(said, Exists(records.filter(first_seen_at__lt=moment)))


def finalised_cases(user, moment, demo):
    cases = UseCase.objects.visible_to(user).filter(is_demo=demo)
    versions = CaseVersion.objects.filter(use_case__in=cases, finalised_on__gte=moment.date())
    return versions.select_related("use_case").defer("content").order_by("-finalised_on", "-pk")


def adopted_recommendations(user, moment, demo):
    rows = Recommendation.objects.visible_to(user).filter(is_demo=demo)
    return rows.filter(published_on__gte=moment.date()).order_by("-published_on", "-pk")


def frozen_issues(user, moment, demo):
    return Issue.objects.filter(frozen_at__gte=moment, is_demo=demo).defer("manifest")


def adopted_decisions(user, moment, demo):
    rows = Decision.objects.visible_to(user).filter(is_demo=demo, state__in=SETTLED_DECISIONS)
    since = moment.date().isoformat()
    return rows.filter(decided_on__gte=since).order_by("-decided_on", "-pk")


def published_news(user, moment, demo):
    rows = NewsItem.objects.visible_to(user).filter(is_demo=demo)
    return rows.filter(published_on__gte=moment.date()).order_by("-published_on", "-pk")


def _trial_shown(trial):
    facts = (trial.number, trial.get_phase_display(), trial.get_status_display())
    return trial.title or "Title not stated", trial.get_absolute_url(), " · ".join(facts)


NEW_TRIALS = ChangeKind("new", "New trials", "new trial", "new trials", new_trials, _trial_shown)
CHANGE_KINDS = (
    NEW_TRIALS,
    ChangeKind(
        "changed",
        "Trials changed in a register",
        "trial changed in a register",
        "trials changed in a register",
        changed_trials,
        _trial_shown,
    ),
    ChangeKind(
        "use-cases",
        "Finalised use cases",
        "use case finalised",
        "use cases finalised",
        finalised_cases,
        lambda row: (row.use_case.short_name, row.get_absolute_url(), str(row)),
        "finalised_on",
    ),
    ChangeKind(
        "recommendations",
        "Adopted recommendations",
        "recommendation adopted",
        "recommendations adopted",
        adopted_recommendations,
        lambda row: (row.title, row.get_absolute_url(), row.get_state_display()),
        "published_on",
    ),
    ChangeKind(
        "decisions",
        "Decisions of the consortium",
        "decision of the consortium",
        "decisions of the consortium",
        adopted_decisions,
        lambda row: (row.title, row.get_absolute_url(), f"{row.number}, {row.get_state_display()}"),
        "decided_on",
    ),
    ChangeKind(
        "news",
        "News of the project",
        "news item of the project",
        "news items of the project",
        published_news,
        lambda row: (row.title, row.get_absolute_url(), row.get_kind_display()),
        "published_on",
    ),
    ChangeKind(
        "issues",
        "Frozen issues",
        "issue frozen",
        "issues frozen",
        frozen_issues,
        lambda row: (row.title, reverse("issue", args=[row.slug]), row.slug),
        "frozen_at",
    ),
)


@dataclass(frozen=True)
class News:
    kind: ChangeKind
    count: int

    @property
    def words(self):
        return self.kind.one if self.count == 1 else self.kind.many


def news_of(user, moment: datetime, *, demo):
    """Return every kind with its count; `demo` counts invented rows instead of real ones."""
    return [News(kind, kind.rows(user, moment, demo).count()) for kind in CHANGE_KINDS]


@dataclass(frozen=True)
class RecentChanges:
    """The changes of a number of days: before today or, if there were none, before the latest
    change, whose moment is `latest`. `latest` is None if the days end today, or if there are no
    changes at all."""

    days: int
    moment: datetime
    news: list[News]
    latest: datetime | None = None

    @property
    def counted(self):
        return [item for item in self.news if item.count]


def recent_changes(user, days, *, demo):
    moment = moment_of(days)
    recent = RecentChanges(days, moment, news_of(user, moment, demo=demo))
    if recent.counted:
        return recent
    latest = latest_change(user, demo)
    if latest is None:
        return recent
    moment = latest - timedelta(days=days)
    return RecentChanges(days, moment, news_of(user, moment, demo=demo), latest)


def latest_change(user, demo):
    """Return the moment of the latest change that the user may see, None without one."""
    trial = Trial.objects.visible_to(user).filter(pk=OuterRef("trial"), is_demo=demo).order_by()
    records = RegisterRecord.objects.filter(Exists(trial))
    # An index has the newest record at its end: a maximum would read the records of all trials.
    moments = [
        *records.order_by("-first_seen_at").values_list("first_seen_at", flat=True)[:1],
        *records.exclude(changed_at=None)
        .order_by("-changed_at")
        .values_list("changed_at", flat=True)[:1],
    ]
    for kind in CHANGE_KINDS:
        if kind.day:
            rows = kind.rows(user, BEGINNING, demo).order_by()
            moments.append(rows.aggregate(latest=Max(kind.day))["latest"])
    return max(map(_moment, filter(None, moments)), default=None)


def _moment(value):
    """Return the moment of a datetime, date or partial date: midnight of its last day."""
    if isinstance(value, str):
        value = parse(value).last
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    return value
