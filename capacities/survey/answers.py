"""Saves, previews, releases and accepts the answers of a facility.

An answer changes the record only when a curator accepts it, and readers see only released blocks.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from core.packed_words import packed
from core.text import name_key
from core.transitions import InvalidTransition
from trials.choices import Answer
from trials.models import Trial

from ..choices import (
    NOT_STATED,
    AccreditationKind,
    AtmpClass,
    Block,
    SaidBy,
    Step,
)
from ..evidence import evidence_of
from ..facility_page import PREFETCHED, FacilityPage
from ..files.columns import split
from ..files.record import general_statement, licences_of
from ..measures.ranges import band_of
from ..models import (
    Accreditation,
    Authorisation,
    BlockAnswer,
    Capability,
    CapacityStatement,
    Evidence,
    Facility,
    FacilityContact,
    Invitation,
    Release,
)
from ..models.campaigns import AnswerState, InvitationState
from ..models.releases import TEXT_VERSION
from ..shown import refresh_one
from .forms import FORMS, WITH_CAPACITY, FirstPage

FACT_NAMES = {"open_to": "open_to_others", "measure": "capacity_measure", "band": "capacity_band"}


def initial_of(facility, saved):
    """Return {block: values}: the values of the record, replaced by the answers that were saved."""
    statement = general_statement(facility)
    licences = " | ".join(licences_of(facility.authorisations.all()))
    values = {
        Block.IDENTITY: {
            name: getattr(facility, name)
            for name in (
                "name",
                "kind",
                "state",
                "open_to",
                "text",
                "website",
                "age_groups",
                "languages",
                "referral_from_abroad",
            )
        },
        Block.CAPABILITIES: {
            "classes": _words_of(facility, "atmp_class", facility.classes),
            "technologies": _words_of(facility, "technology", facility.technologies),
            "steps": _words_of(facility, "step", facility.steps),
            **_steps_of(facility),
        },
        Block.CAPACITY: {
            "measure": statement.measure if statement else "",
            "band": statement.band if statement else "",
            "exact": statement.exact if statement else None,
            "utilisation": statement.utilisation if statement else "",
            "next_free": statement.next_free if statement else "",
        },
        Block.AUTHORISATIONS: {
            "licences": licences,
            "accreditations": " | ".join(
                row.name or row.kind for row in facility.accreditations.all()
            ),
        },
    }
    for answer in saved:
        values[answer.block] = values[answer.block] | answer.values
    return values


def _words_of(facility, name, short):
    """Return packed words: those of the short list and those of the capabilities."""
    detailed = {getattr(r, name) for r in facility.capabilities.all() if r.answer == Answer.YES}
    return packed([*short.split(), *sorted(detailed - {"", NOT_STATED})])


def _steps_of(facility):
    """Return the form values of the first capability of each step. The others are not changed."""
    found = {}
    for row in facility.capabilities.all():
        if f"{row.step}-answer" not in found:
            technology = "" if row.technology == NOT_STATED else row.technology
            found |= {
                f"{row.step}-answer": row.answer,
                f"{row.step}-atmp_class": row.atmp_class,
                f"{row.step}-technology": technology,
                f"{row.step}-scale": row.scale,
                f"{row.step}-experience": row.experience,
            }
    return found


def hints_of(facility):
    """Return (number, classes, technologies) of the public trials of the facility's
    organisation."""
    key = facility.site.organisation.name_key
    trials = Trial.objects.visible_to(AnonymousUser()).filter(sponsors__key=key).distinct()
    classes, technologies, number = set(), set(), 0
    for atmp_class, words in trials.order_by().values_list("atmp_class", "technology"):
        number += 1
        classes.add(atmp_class)
        technologies |= set(words.split())
    return number, sorted(classes & set(AtmpClass.values)), sorted(technologies - {NOT_STATED})


@transaction.atomic
def save(invitation, block, values):
    """Save the answers to a block, and keep saved answers to its other questions.

    The block's state is then SAVED, also if it was released or accepted before.
    """
    answer, _ = BlockAnswer.objects.select_for_update().get_or_create(
        invitation=invitation, block=block
    )
    answer.values = answer.values | values
    answer.state = AnswerState.SAVED
    answer.save()
    now = timezone.now()
    waiting = (InvitationState.UNSENT, InvitationState.SENT, InvitationState.NO_CONTACT)
    Invitation.objects.filter(
        pk=invitation.pk, state__in=(*waiting, InvitationState.NO_ANSWER)
    ).update(state=InvitationState.STARTED, started_at=now)
    return answer


@transaction.atomic
def save_first_page(invitation, form):
    for block in FirstPage.BLOCKS:
        save(invitation, block, form.values_of(block))
    email = form.cleaned_data["contact_email"]
    if email:
        contact, _ = FacilityContact.objects.get_or_create(
            facility=invitation.facility,
            email=email.strip().lower(),
            defaults={"source": f"Answer to {invitation.campaign}"[:200]},
        )
        contact.name = form.cleaned_data["contact_name"]
        contact.consent_on = timezone.localdate()
        contact.save()


def releasable(invitation):
    """Return the blocks with an answer, in the order of the survey."""
    answers = {row.block: row for row in invitation.answers.all()}
    found = [block for block in FORMS if block in answers]
    if Block.CAPACITY in answers:
        values = answers[Block.CAPACITY].values
        found += [Block.EXACT] if values.get("exact") is not None else []
        found += [Block.UTILISATION] if values.get("utilisation") else []
    return [Block(block) for block in found]


@transaction.atomic
def release(invitation, blocks, *, given_by):
    """Release these blocks to the public after a curator accepts them. The others are not changed.

    Raises ValueError if a block has no answer, if no block is chosen or if `given_by` is empty.
    """
    blocks = {str(block) for block in blocks}
    if not given_by.strip():
        raise ValueError(
            "The name or function of the person who releases the blocks is missing. Enter it."
        )
    if not blocks or blocks - {str(block) for block in releasable(invitation)}:
        raise ValueError("No block with an answer is chosen. Choose at least one.")
    if blocks & {str(block) for block in WITH_CAPACITY} and str(Block.CAPACITY) not in blocks:
        raise ValueError(
            "Exact figures and utilisation can only be released with the bands. "
            "Choose the bands too."
        )
    now = timezone.now()
    for answer in invitation.answers.select_for_update():
        if answer.block not in blocks:
            continue
        answer.state, answer.released_at = AnswerState.RELEASED, now
        answer.given_by, answer.text_version = given_by.strip()[:200], TEXT_VERSION
        answer.values["released_with"] = sorted(blocks & {str(one) for one in WITH_CAPACITY})
        answer.save()
    Invitation.objects.filter(pk=invitation.pk).update(
        state=InvitationState.ANSWERED, answered_at=now
    )


@transaction.atomic
def accept(answer, *, by):
    """Write a released answer into the record, with the consent to publish it. Returns the
    facility.

    Raises InvalidTransition if the answer is not released.
    """
    answer = BlockAnswer.objects.select_for_update().get(pk=answer.pk)
    if answer.state != AnswerState.RELEASED:
        raise InvalidTransition("Only an answer that the facility released can be accepted.")
    facility = answer.invitation.facility
    apply_answer(facility, answer)
    blocks = [answer.block, *answer.values.get("released_with", ())]
    _consent(facility, blocks, answer.given_by, entered_by=by)
    facility.verified_on, facility.verified_by = timezone.localdate(), SaidBy.FACILITY
    facility.is_disputed = False
    facility.save()
    Evidence.objects.bulk_create(
        evidence_of(
            facility,
            _facts_of(answer),
            source=f"Answer of the facility, {answer.invitation.campaign}",
            source_on=timezone.localdate(answer.released_at),
            said_by=SaidBy.FACILITY,
            by=by,
        )
    )
    refresh_one(facility)
    answer.state, answer.decided_by, answer.decided_at = AnswerState.ACCEPTED, by, timezone.now()
    answer.save()
    return facility


def _facts_of(answer):
    """Return {fact: value} of an answer, with the names that files of facilities have."""
    facts = {FACT_NAMES.get(name, name): value for name, value in answer.values.items()}
    if facts.get("capacity_band"):
        facts["as_of"] = timezone.localdate().isoformat()
    return facts


@transaction.atomic
def decline(answer, *, by):
    """Decline a released answer. The record is not changed.

    Raises InvalidTransition if the answer is not released.
    """
    answer = BlockAnswer.objects.select_for_update().get(pk=answer.pk)
    if answer.state != AnswerState.RELEASED:
        raise InvalidTransition("Only an answer that the facility released can be declined.")
    answer.state, answer.decided_by, answer.decided_at = AnswerState.DECLINED, by, timezone.now()
    answer.save()


def _consent(facility, blocks, given_by, *, entered_by=None):
    active = set(facility.releases.active().values_list("block", flat=True))
    for block in dict.fromkeys(map(str, blocks)):
        if block not in active:
            Release.objects.create(
                facility=facility,
                block=block,
                given_by=given_by,
                given_on=timezone.localdate(),
                entered_by=entered_by,
            )


@transaction.atomic
def withdraw(facility, block, *, withdrawn_by):
    """End the consent for a block. It is removed from all pages and files at once, and the row is
    kept."""
    facility.releases.active().filter(block=block).update(
        withdrawn_on=timezone.localdate(), withdrawn_by=withdrawn_by[:200]
    )
    refresh_one(facility)


def preview(invitation):
    """Return the HTML of the public page with all saved blocks released.

    The answers are written in a transaction that is rolled back, so that the same code makes this
    page and the public one.
    """
    with transaction.atomic():
        facility = Facility.objects.get(pk=invitation.facility_id)
        for answer in invitation.answers.all():
            apply_answer(facility, answer)
        _consent(facility, [*releasable(invitation), Block.IDENTITY], "preview")
        refresh_one(facility)
        shown = (
            Facility.objects.select_related("site__organisation")
            .prefetch_related(*PREFETCHED)
            .get(pk=facility.pk)
        )
        context = {
            "page": FacilityPage(shown, AnonymousUser()),
            "facility": shown,
            "preview": True,
        }
        html = render_to_string("capacities/_facility.html", context)
        transaction.set_rollback(True)
    return html


def apply_answer(facility, answer):
    """Write the values of an answer into the record of a facility."""
    WRITERS[answer.block](facility, answer.values)


def _write_identity(facility, values):
    for name, value in values.items():
        if name != "released_with":
            setattr(facility, name, value)
    facility.save()


def _write_capabilities(facility, values):
    for name in ("classes", "technologies", "steps"):
        if name in values:
            setattr(facility, name, values[name])
    facility.save()
    for step in Step:
        answer = values.get(f"{step}-answer", Answer.UNKNOWN)
        if answer == Answer.UNKNOWN:
            continue
        key = {
            "step": step,
            "atmp_class": values.get(f"{step}-atmp_class", ""),
            "technology": values.get(f"{step}-technology") or NOT_STATED,
            "scale": values.get(f"{step}-scale", NOT_STATED),
        }
        row = facility.capabilities.filter(**key).first() or Capability(facility=facility, **key)
        row.answer, row.experience = answer, values.get(f"{step}-experience", NOT_STATED)
        row.save()


def _write_capacity(facility, values):
    exact = values.get("exact")
    band = band_of(exact) if exact is not None else values.get("band", "")
    if not values.get("measure") or not (band or values.get("utilisation")):
        return
    today = timezone.localdate()
    key = {"as_of": today, "measure": values["measure"], "step": values.get("step", "")}
    found = facility.statements.filter(**key, atmp_class="").first()
    row = found or CapacityStatement(facility=facility, **key)
    row.band, row.exact = band, exact
    row.utilisation = values.get("utilisation", "")
    row.next_free = values.get("next_free", "")
    row.save()


def _write_authorisations(facility, values):
    for part in split(values.get("licences", "")):
        kind, number, until = part.split(":")
        rows = facility.authorisations.filter(type=kind)
        found = [row for row in rows if name_key(row.number) == name_key(number)]
        row = found[0] if found else Authorisation(facility=facility, type=kind, number=number)
        row.valid_until = date.fromisoformat(until) if until else row.valid_until
        row.save()
    kept = {row.name or row.kind for row in facility.accreditations.all()}
    for name in split(values.get("accreditations", "")):
        if name not in kept:
            is_known = name in AccreditationKind.values
            Accreditation.objects.create(
                facility=facility,
                kind=name if is_known else AccreditationKind.OTHER,
                name="" if is_known else name,
            )


WRITERS = {
    Block.IDENTITY: _write_identity,
    Block.CAPABILITIES: _write_capabilities,
    Block.CAPACITY: _write_capacity,
    Block.AUTHORISATIONS: _write_authorisations,
}
