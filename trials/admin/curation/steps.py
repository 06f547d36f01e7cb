"""The steps of the curation page. Each step takes the trial, the person and the posted
forms, and returns a sentence about the result; refusals are InvalidTransition or
ValidationError, and then nothing was written."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404

from core.transitions import InvalidTransition
from registers.fetching import RegisterError
from registers.pubmed import PubmedClient

from ...choices import Judgement, Resolution, ReviewOutcome
from ...curation.bulk import tag_all
from ...curation.decide import Evidence, decide, one, revert
from ...curation.drift import resolve
from ...curation.literature import add_publication, judge_candidate, look_up, mark_checked
from ...curation.moves import MOVES, assign, locked, make_move
from ...curation.people import CURATE, require
from ...curation.review import judge, take, withdraw_verdict
from ...curation.seen import check_seen, effective_values, from_text, register_values
from ...models import Trial
from ...models.facts import FACTS, fact_label
from ...sync.fetch import fetcher

INCOMPLETE = "The form has errors, so nothing was saved. Correct the marked fields."


def _valid(*forms):
    if [form for form in forms if not form.is_valid()]:
        raise ValidationError(INCOMPLETE)


@transaction.atomic
def save_facts(trial, user, forms, post):
    """Save the changed values, each with its own evidence or with the shared one.

    A fact whose value is unchanged is saved again if it has new evidence.
    """
    require(user, CURATE)
    # Locked before the comparison, so that one of two people who save at once sees the other.
    trial.take_decisions()
    current = register_values(locked(trial))
    _valid(forms.facts, forms.shared, *forms.evidence.values())
    shared = forms.shared.evidence()
    saved = []
    changed = forms.facts.decisions()
    check_seen(
        from_text(post.get("seen-register", "")), current, facts=changed, by_whom="A register has"
    )
    for fact in FACTS:
        own = forms.evidence[fact]
        evidence, reason = own.evidence() or shared, own.cleaned_data["reason"]
        is_new_evidence = fact not in changed and own.evidence() is not None
        if fact not in changed and not is_new_evidence:
            continue
        try:
            tally = decide(
                one(trial),
                fact,
                changed.get(fact, getattr(trial, f"curated_{fact}")),
                by=user,
                evidence=evidence,
                reason=reason or forms.shared.cleaned_data["reason"],
                repeat=is_new_evidence,
            )
        except ValidationError as error:
            label = fact_label(Trial, fact)
            raise ValidationError([f"{label}: {text}" for text in error.messages]) from error
        for text in tally.refused:
            raise InvalidTransition(text)
        if tally.changed:
            saved.append(fact_label(Trial, fact))
    return f"Saved: {', '.join(saved)}." if saved else "Nothing was changed."


@transaction.atomic
def confirm(trial, user, forms, post):
    """Confirm register values with the trial's leading record as evidence: one fact or all."""
    require(user, CURATE)
    trial = locked(trial)
    wanted = [fact for fact in FACTS if post["confirm"] in ("all", fact)]
    seen = from_text(post.get("seen-register", ""))
    check_seen(seen, register_values(trial), facts=wanted, by_whom="A register has")
    if len(wanted) == 1 and getattr(trial, f"curated_{wanted[0]}"):
        _check_decided(trial, wanted, post)
    record = trial.lead_record
    source = "Register values of this trial"
    evidence = Evidence.of_record(record) if record else Evidence.of_text(source)
    saved = []
    for fact in wanted:
        value = getattr(trial, f"register_{fact}", "")
        is_silent = value in ("", "unknown")
        if is_silent or (len(wanted) > 1 and getattr(trial, f"curated_{fact}")):
            continue
        tally = decide(one(trial), fact, value, by=user, evidence=evidence)
        for text in tally.refused:
            raise InvalidTransition(text)
        saved += [fact_label(Trial, fact)] * tally.changed
    if saved:
        return f"Register values confirmed: {', '.join(saved)}."
    return "There was nothing to confirm: all register values are decided already."


def _check_decided(trial, facts, post):
    """Raise InvalidTransition if another person decided one of the facts after the page was
    opened."""
    if post.get("seen"):
        seen = from_text(post["seen"])
        check_seen(seen, effective_values(trial), facts=facts)


def move(trial, user, forms, post):
    _valid(forms.move)
    if post["move"] not in MOVES:
        raise InvalidTransition("This action does not exist. Load the page again.")
    event = make_move(trial, post["move"], by=user, **forms.move.cleaned_data)
    return f"{trial.number}: {event}."


def verdict(trial, user, forms, post):
    if post["verdict"] == "take":
        place = take(trial, by=user)
        return f"The review is yours, as reader {place.place}."
    if post["verdict"] == "withdraw":
        withdraw_verdict(trial, by=user)
        return "Your verdict is withdrawn. The review is still reserved for you."
    _valid(forms.verdict)
    if post["verdict"] not in ReviewOutcome.values:
        raise InvalidTransition("This verdict does not exist. Choose one of the list.")
    data = forms.verdict.cleaned_data
    event = judge(
        trial,
        post["verdict"],
        by=user,
        seen=from_text(post.get("seen", "")),
        answers=forms.verdict.answers(),
        note=data["note"],
        exclusion_reason=data["exclusion_reason"],
    )
    if event:
        return f"{trial.number}: {event}."
    return (
        f"Your verdict on {trial.number} is saved. You can change it until the other reader has "
        "given theirs."
    )


def assign_to(trial, user, forms, post):
    if post["assign"] == "me":
        assign(one(trial), user, by=user)
        return "The trial is yours."
    _valid(forms.assign)
    person = forms.assign.cleaned_data["person"]
    assign(one(trial), person, by=user)
    return f"Assigned to {person}." if person else "The trial was returned to the pool."


def note(trial, user, forms, post):
    _valid(forms.note)
    # Reviewers write notes as well.
    if not user.has_perm("trials.review_trial"):
        require(user, CURATE)
    trial.notes.create(text=forms.note.cleaned_data["text"], by=user)
    return "The note was saved."


def tag(trial, user, forms, post):
    _valid(forms.tag)
    name = forms.tag.cleaned_data["tag"]
    tag_all(one(trial), name, by=user)
    return f"Tagged “{name}”."


def untag(trial, user, forms, post):
    tag_all(one(trial), post["untag"], by=user, remove=True)
    return f"The tag “{post['untag'][:40]}” is removed."


def drift(trial, user, forms, post):
    resolution, _, key = post["drift"].partition(":")
    task = get_object_or_404(trial.drifts, pk=_key(key))
    if resolution not in (Resolution.KEPT, Resolution.ADOPTED, Resolution.ADAPTED):
        raise InvalidTransition("This answer to a drift does not exist. Choose one of the list.")
    value = " ".join(post.getlist(f"drift-{task.pk}-value")).strip()
    reason = post.get(f"drift-{task.pk}-reason", "")[:2000]
    seen = post.get(f"drift-{task.pk}-seen", task.new)
    if seen != task.new:
        raise InvalidTransition(
            f"The register changed again since you opened the page: {task.values[1] or 'nothing'}. "
            "Nothing was saved. Check the new value and decide again."
        )
    before = trial.curation
    resolve(task, resolution, by=user, value=value, reason=reason)
    said = f"{fact_label(Trial, task.fact)}: {Resolution(resolution).label.lower()}."
    now = Trial.objects.only("curation").get(pk=trial.pk)
    if now.curation != before:
        said += f" The trial is now {now.get_curation_display().lower()}, because a value changed."
    return said


def literature(trial, user, forms, post):
    answer, _, key = post["literature"].partition(":")
    candidate = get_object_or_404(trial.candidates, pk=_key(key))
    if answer == "reopen":
        judge_candidate(candidate, "", by=user)
        return "The judgement was removed. The suggestion is open again."
    if answer not in Judgement.values:
        raise InvalidTransition("This judgement does not exist. Choose Accept or Reject.")
    judge_candidate(candidate, answer, by=user)
    return f"{Judgement(answer).label}: {candidate.publication.title[:80]}"


def publication(trial, user, forms, post):
    _valid(forms.publication)
    try:
        added = add_publication(trial, by=user, **forms.publication.cleaned_data)
    except ValidationError as error:
        forms.publication.add_error(None, error)
        raise ValidationError(INCOMPLETE) from error
    return f"Added to the trial: {added.title[:80]}"


def lookup(trial, user, forms, post):
    """Fill the form with an article of PubMed, which the curator then checks and adds."""
    require(user, CURATE)
    try:
        with fetcher("pubmed", renew=lambda: None) as connection:
            article = look_up(
                by=user,
                pmid=post.get("publication-pmid", ""),
                doi=post.get("publication-doi", ""),
                client=PubmedClient(connection),
            )
    except RegisterError as error:
        raise InvalidTransition(
            "PubMed did not answer, so nothing was looked up. Try again later, or enter the "
            "publication by hand."
        ) from error
    post["publication-pmid"], post["publication-doi"] = article.pmid, article.doi
    post["publication-title"], post["publication-journal"] = article.title, article.journal
    post["publication-authors"] = "\n".join(article.authors)
    post["publication-year"] = str(article.year or "")
    return f"PubMed has: {article.title[:200]} Check the form and add it."


def checked(trial, user, forms, post):
    mark_checked(trial, by=user)
    return "Recorded: literature searched today."


def words(trial, user, forms, post):
    return _put_away(trial, user, post["words"], "open_notes")


def doubts(trial, user, forms, post):
    return _put_away(trial, user, post["doubts"], "open_doubts")


@transaction.atomic
def _put_away(trial, user, wanted, waiting):
    """Mark one of the open texts, or "all" of them, as done."""
    require(user, CURATE)
    trial.take_decisions()
    texts = getattr(trial, waiting)
    dealt_with = [text for text in texts if wanted in ("all", text)]
    trial.seen_notes = [*trial.seen_notes, *dealt_with]
    trial.save(update_fields=["seen_notes"])
    return "Marked as done."


@transaction.atomic
def take_back(trial, user, forms, post):
    require(user, CURATE)
    decision = get_object_or_404(trial.decisions, pk=_key(post["revert"]))
    _check_decided(locked(trial), [decision.fact], post)
    reason = post.get("revert_reason", "").strip()[:2000]
    day = decision.at.strftime("%d %b %Y").lstrip("0")
    tally = revert(decision, by=user, reason=reason or f"Reverted the decision of {day}")
    for text in tally.refused:
        raise InvalidTransition(text)
    if not tally.changed:
        return "The trial already has this value."
    return f"{decision.fact_label}: restored the value before {day}."


def _key(text):
    return int(text) if text.isdecimal() and len(text) < 19 else 0


# Name of the button -> its action.
STEPS = {
    "facts": save_facts,
    "confirm": confirm,
    "move": move,
    "verdict": verdict,
    "assign": assign_to,
    "note": note,
    "tag": tag,
    "untag": untag,
    "drift": drift,
    "literature": literature,
    "publication": publication,
    "lookup": lookup,
    "checked": checked,
    "words": words,
    "doubts": doubts,
    "revert": take_back,
}
