"""Every moment that a row records has its person: `frozen_at` has `frozen_by`, or says why not."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import DateTimeField

# Moment -> the column with its person, where one name fits better than the moment's own.
PERSON_BY_ANOTHER_NAME = {
    "join4atmp.Issue.frozen_at": "made_by",
    "consortium.Pack.made_at": "asked_by",
    "surveys.DictionaryVersion.imported_at": "by",
    "surveys.DataImport.undone_at": "by",
    "surveys.UploadedSurvey.created_at": "owner",
    "surveys.InterviewTopic.created_at": "by",
    "economics.SavedScenario.shared_at": "created_by",
    "economics.SavedScenario.updated_at": "created_by",
    "capacities.FacilityImport.created_at": "by",
    "capacities.FacilityImport.committed_at": "by",
    "capacities.FacilityImport.undone_at": "by",
    "capacities.LicenceFile.created_at": "by",
    "core.Draft.saved_at": "owner",
    "products.SheetBatch.created_at": "by",
    "products.SheetBatch.imported_at": "by",
    "products.SheetBatch.undone_at": "by",
    "usecases.CaseVersion.made_at": "submitted_by",
    "trials.Verdict.opened_at": "reviewer",
    "trials.Verdict.given_at": "reviewer",
    "trials.SyncRun.created_at": "started_by",
    "trials.SavedView.created_at": "owner",
    "stakeholders.ContactCampaign.created_at": "by",
    "stakeholders.SavedList.created_at": "by",
    "stakeholders.ImportBatch.created_at": "by",
    "stakeholders.ImportBatch.committed_at": "by",
    "stakeholders.ImportBatch.undone_at": "by",
}
REGISTER = "a run of the registers does it, and the row names the run"
FORM = "the row that the form added names the person"
LINK = "a person without an account does it through a personal link"
JOB = "a job does it"
ADMIN_LOG = "the log of the admin names each person who saves the row"
PLANNED = "a person plans it; nothing happened then"
STEPS = "the steps of the row name each person"
# Moment -> why it has no person.
WITHOUT_A_PERSON = {
    "core.SentForm.sent_at": FORM,
    "core.WaitingMail.created_at": JOB,
    "core.WaitingMail.next_at": JOB,
    "core.WaitingMail.given_up_at": JOB,
    "join4atmp.BackupRun.made_at": JOB,
    "join4atmp.Trouble.mailed_at": JOB,
    "consortium.Meeting.starts_at": PLANNED,
    "consortium.Meeting.ends_at": PLANNED,
    "consortium.Meeting.updated_at": STEPS,
    "consortium.Decision.updated_at": STEPS,
    "consortium.Action.updated_at": STEPS,
    "consortium.Advice.updated_at": STEPS,
    "surveys.Project.updated_at": ADMIN_LOG,
    "surveys.Question.updated_at": ADMIN_LOG,
    "surveys.Interview.updated_at": ADMIN_LOG,
    "surveys.InterviewStatement.updated_at": ADMIN_LOG,
    "surveys.Finding.updated_at": ADMIN_LOG,
    "surveys.Participant.updated_at": ADMIN_LOG,
    "economics.ReferenceValue.replaced_at": "`created_by` of the new value names the person",
    "capacities.FacilityContact.added_at": LINK,
    "trials.PublicationCandidate.found_at": "a search of PubMed does it",
    "trials.ExcludedNumber.created_at": ADMIN_LOG,
    "surveys.FindingDrift.opened_at": JOB,
    "surveys.Participant.sent_at": JOB,
    "capacities.Invitation.sent_at": JOB,
    "capacities.Invitation.reminded_at": JOB,
    "capacities.Invitation.started_at": LINK,
    "capacities.Invitation.answered_at": LINK,
    "capacities.BlockAnswer.saved_at": LINK,
    "capacities.BlockAnswer.released_at": LINK,
    "capacities.FacilityRequest.created_at": LINK,
    "capacities.FacilityRequest.sent_at": JOB,
    "capacities.FacilityRequest.reminded_at": JOB,
    "capacities.FacilityRequest.closed_at": LINK,
    "capacities.Suggestion.created_at": LINK,
    "capacities.MeasureSnapshot.computed_at": JOB,
    "products.CompletionRequest.sent_at": JOB,
    "products.CompletionRequest.answered_at": LINK,
    "products.AskedCell.answered_at": LINK,
    "landscape.Checklist.created_at": LINK,
    "landscape.Checklist.saved_at": LINK,
    "landscape.HurdleCandidate.found_at": JOB,
    "landscape.ReviewTask.opened_at": "the entry of the change watch opens it",
    "trials.Trial.curated_at": "the decisions and steps of the trial name every person",
    "trials.Drift.opened_at": REGISTER,
    "trials.RegisterRecord.first_seen_at": REGISTER,
    "trials.RegisterRecord.last_seen_at": REGISTER,
    "trials.RegisterRecord.changed_at": REGISTER,
    "trials.RecordVersion.replaced_at": REGISTER,
    "trials.RecordProblem.first_seen_at": REGISTER,
    "trials.RecordProblem.last_seen_at": REGISTER,
    "trials.RegisterPage.fetched_at": REGISTER,
    "trials.SyncRun.finished_at": JOB,
    "trials.RegisterTurn.free_at": JOB,
    "trials.SyncSchedule.last_started_at": JOB,
    "trials.SavedView.mailed_at": JOB,
    "stakeholders.CampaignRecipient.taken_at": JOB,
    "stakeholders.CampaignRecipient.invited_at": JOB,
    "stakeholders.CampaignRecipient.bounced_at": "a returned mail says so",
    "stakeholders.CampaignRecipient.unsubscribed_at": LINK,
    "stakeholders.EmailChange.asked_at": LINK,
    "stakeholders.EmailChange.old_confirmed_at": LINK,
    "stakeholders.EmailChange.new_confirmed_at": LINK,
}


def moments():
    """Yield (name, model, field) of each column of the portal that is a moment."""
    for model in apps.get_models():
        if not (settings.BASE_DIR / model._meta.app_label).is_dir():
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, DateTimeField) and field.name.endswith("_at"):
                yield f"{model._meta.label}.{field.name}", model, field


def has_history(model):
    """Return whether each save of a row is stored with its person."""
    names = {field.name for field in model._meta.get_fields()}
    return hasattr(model, "history") or "history_user" in names


def persons(model):
    return {field.name for field in model._meta.concrete_fields if field.related_model is User}


@pytest.fixture
def every_moment():
    found = list(moments())
    assert len(found) > 90
    return found


def test_every_moment_has_its_person_or_says_why_not(every_moment):
    without = [
        name
        for name, model, field in every_moment
        if f"{field.name.removesuffix('_at')}_by" not in persons(model)
        and PERSON_BY_ANOTHER_NAME.get(name) not in persons(model)
        and name not in WITHOUT_A_PERSON
        and not has_history(model)
    ]

    assert not without, "\n".join(without)


def test_no_exception_is_named_for_nothing(every_moment):
    names = {name for name, _, _ in every_moment}
    known = {*PERSON_BY_ANOTHER_NAME, *WITHOUT_A_PERSON}

    assert known - names == set()
    assert set(PERSON_BY_ANOTHER_NAME) & set(WITHOUT_A_PERSON) == set()
