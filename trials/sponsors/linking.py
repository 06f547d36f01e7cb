"""Sponsors of trials and the organisations of the register of stakeholders.

A sponsor's name is linked to an organisation by the organisation's name or one of its aliases, and
by nothing else. A person decides on names that are only similar; a Yes becomes an alias.
"""

from collections import Counter, defaultdict

from django.db import transaction
from django.utils import timezone

from core.packed_words import unpacked
from stakeholders.choices import OrganisationRole
from stakeholders.matching import organisations_by_key, organisations_like
from stakeholders.models import OrganisationAlias

from ..models import Sponsor, SponsorMatch

State = SponsorMatch.State


class NotLinkable(ValueError):
    """The decision is not possible; the text is the reason."""


def with_organisations(sponsors):
    """Return the sponsors of a trial as a list, each with its `organisation` or None."""
    sponsors = list(sponsors)
    known = organisations_by_key({sponsor.key for sponsor in sponsors} - {""})
    for sponsor in sponsors:
        sponsor.organisation = known.get(sponsor.key)
    return sponsors


def how_many_are_known():
    """Return (number of sponsor names linked to an organisation, number of sponsor names)."""
    keys = set(Sponsor.objects.order_by().values_list("key", flat=True).distinct()) - {""}
    return len(organisations_by_key(keys)), len(keys)


@transaction.atomic
def look_for_matches():
    """Replace the open pairs of similar names by the current ones; return their number."""
    names, trials = defaultdict(Counter), defaultdict(set)
    for key, name, trial in Sponsor.objects.order_by().values_list("key", "name", "trial"):
        names[key][name] += 1
        trials[key].add(trial)
    names.pop("", None)
    unknown = names.keys() - organisations_by_key(set(names)).keys()
    spelling = {key: names[key].most_common(1)[0][0] for key in sorted(unknown)}
    # A Yes whose alias somebody removed is open again.
    SponsorMatch.objects.filter(state=State.OPEN).delete()
    SponsorMatch.objects.filter(state=State.SAME, key__in=unknown).delete()
    apart = set(SponsorMatch.objects.filter(state=State.APART).values_list("key", "organisation"))
    alike = organisations_like(spelling.values())
    found = [
        SponsorMatch(
            key=key, name=name, organisation_id=place, score=score, trials=len(trials[key])
        )
        for key, name in spelling.items()
        for place, score in alike.get(name, ())
        if (key, place) not in apart
    ]
    SponsorMatch.objects.bulk_create(found)
    return len(found)


@transaction.atomic
def decide(match, *, same, by):
    """Save the answer: Yes makes the name an alias of the organisation. Raise NotLinkable."""
    match = _locked(match)
    if match.state != State.OPEN:
        raise NotLinkable("Another person has already decided this pair. Load the list again.")
    if same:
        _link(match)
        SponsorMatch.objects.filter(key=match.key, state=State.OPEN).exclude(pk=match.pk).delete()
    match.state = State.SAME if same else State.APART
    match.decided_by, match.decided_at = by, timezone.now()
    match.save()


def _link(match):
    alias = OrganisationAlias.objects.filter(key=match.key).first()
    if alias and alias.organisation_id != match.organisation_id:
        raise NotLinkable(f"{match.name} is already an alias of {alias.organisation}.")
    if Sponsor.key_of(match.name[:200]) != match.key:
        raise NotLinkable("The name has more than 200 characters, too many for an alias.")
    place = match.organisation
    if not alias:
        OrganisationAlias.objects.create(organisation=place, name=match.name[:200])
    roles = unpacked(place.roles)
    if OrganisationRole.SPONSOR not in roles:
        place.set_roles([*roles, OrganisationRole.SPONSOR])
        place._change_reason = "Linked as a sponsor of trials"
        place.save()


@transaction.atomic
def take_back(match):
    """Reopen the pair. A role that the organisation got from it is kept."""
    match = _locked(match)
    if match.state == State.SAME:
        OrganisationAlias.objects.filter(organisation=match.organisation, key=match.key).delete()
    match.state, match.decided_by, match.decided_at = State.OPEN, None, None
    match.save()


def _locked(match):
    locked = SponsorMatch.objects.select_for_update(of=("self",)).select_related("organisation")
    found = locked.filter(pk=match.pk).first()
    if found is None:
        raise NotLinkable(
            "The pair no longer exists, because the names were compared again. Load the list again."
        )
    return found
