"""The people who may curate and review, and the open work of people who no longer may."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from ..models import CurationEvent, FactDecision, Trial, Verdict

CURATE, REVIEW = "trials.curate_trial", "trials.review_trial"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def require(user, permission):
    if not user.has_perm(permission):
        raise PermissionDenied(f"{user.get_username()} has no permission {permission}.")


def people_with(permission):
    """Return active accounts that have the permission by role, directly or as superuser."""
    return get_user_model().objects.with_perm(permission, backend=BACKEND)


def own_work(user):
    """Return trials that the person decided on or submitted: somebody else has to review them."""
    decided = FactDecision.objects.filter(trial=OuterRef("pk"), by=user)
    submitted = CurationEvent.objects.filter(trial=OuterRef("pk"), by=user, new="in_review")
    return Trial.objects.order_by().filter(Exists(decided) | Exists(submitted))


def has_worked_on(user, trial):
    return own_work(user).filter(pk=trial.pk).exists()


def verdicts_in_pool():
    """Open places that are not reserved for a person who may still review."""
    able = people_with(REVIEW).values("pk")
    return Verdict.objects.filter(Q(reviewer=None) | ~Q(reviewer__in=able), outcome="")


def return_work():
    """Give the open work of people who may no longer do it back to the pool. Call it wherever
    accounts or groups change. Return the number of verdicts and trials."""
    verdicts = verdicts_in_pool().exclude(reviewer=None).update(reviewer=None)
    able = people_with(CURATE).values("pk")
    trials = Trial.objects.exclude(assigned_to=None).exclude(assigned_to__in=able)
    return verdicts, trials.update(assigned_to=None)
