"""People in the rooms above the register of contacts: rows with an address, and texts with a name.

An erasure deletes the rows and cleans the remarks of the people who work with the portal. Texts for
readers stay as they are, because the change of a decision, of adopted minutes or of a published
text is itself a decision: the pages *Erase* and *Everything about this person* name them with their
place. Cover sheets are cleaned by `products.erasure`. The words of the registers are public.
"""

from itertools import repeat

from django.apps import apps
from django.contrib import admin
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse

from capacities.models import FacilityContact, FacilityImport, FacilityRequest, Suggestion
from capacities.models.imports import ImportState
from core.models import WaitingMail
from landscape.models import TicketAsker
from stakeholders.redaction import holding_any, naming, redact_texts, sentences_naming
from stakeholders.signals import Mention, person_erased, person_sought
from surveys.models import Participant, PersonalAnswers, ResponseBefore

# A row with the address of a person is about this person. A suggestion only loses the address.
ROWS = (FacilityContact, FacilityRequest, TicketAsker, Participant)
ANSWERS = ((PersonalAnswers, "values"), (ResponseBefore, "personal"))
# {model: its columns with remarks}
REMARKS = {
    "trials.TrialNote": "text",
    "trials.CurationEvent": "note",
    "trials.FactDecision": "reason source",
    "trials.Verdict": "note",
    "trials.BulkAct": "text",
    "trials.SeparateTrials": "note",
    "trials.ExcludedNumber": "reason",
    "trials.SearchQuery": "note",
    "trials.CurationUpload": "name",
    "trials.SavedView": "name query",
    "usecases.CaseEvent": "note",
    "usecases.CaseVersion": "note",
    "usecases.CaseHurdle": "note",
    "usecases.RecommendationEvent": "note",
    "landscape.Ticket": "question attachment_name attachment_text answer sources not_when"
    " referral_text",
    "landscape.TicketMessage": "text",
    "landscape.TicketEvent": "note",
    "landscape.HurdleCandidate": "declined_because",
    "landscape.ChecklistItem": "note",
    "landscape.ReviewTask": "note",
    "landscape.LibraryAnswer": "asked_by",
    "capacities.Campaign": "text",
    "capacities.ReviewEvent": "note",
    "capacities.BlockAnswer": "given_by",
    "capacities.Release": "given_by withdrawn_by",
    "capacities.Evidence": "value raw_text source",
    "capacities.FacilityImport": "file_name note",
    "capacities.LicenceFile": "file_name note",
    "capacities.FacilityImportRow": "reason",
    "capacities.LicenceRow": "reason",
    "capacities.DatedFigure": "text source",
    "capacities.Membership": "source",
    "capacities.CapacityStatement": "source",
    "capacities.DemandArea": "source patients_source",
    "capacities.Site": "geocode_source",
    "capacities.RestrictedExport": "purpose filter_text",
    "capacities.InfrastructureEvent": "text source",
    "capacities.Suggestion": "text source note",
    "capacities.FacilityRequest": "message",
    "economics.ScenarioVersion": "note",
    "economics.ReferenceValue": "note",
    "surveys.Interview": "notes",
    "surveys.InterviewTopic": "answer text",
    "surveys.DictionaryVersion": "file_name",
    "surveys.DataImport": "file_names",
    "surveys.UploadedSurvey": "dictionary_name records_name participants_name",
    "surveys.EvidenceLink": "note",
    "consortium.MeetingEvent": "note",
    "consortium.AdviceEvent": "note",
    "consortium.DecisionEvent": "note",
    "consortium.ActionEvent": "note",
    "consortium.EventEvent": "note",
    "consortium.DeliverableEvent": "note",
    "consortium.MinutesEvent": "note",
    "consortium.MinutesReaction": "text",
    "consortium.DocumentVersion": "note",
    "consortium.Link": "note",
    "consortium.Deliverable": "reason",
    "consortium.Milestone": "reason",
    "consortium.Risk": "mitigation",
}
# {model: its columns with texts for readers}
FOR_READERS = {
    "usecases.UseCase": "title summary context authors source class_note",
    "usecases.Section": "heading body",
    "usecases.Bottleneck": "text quotation source today_text today_source",
    "usecases.Hurdle": "title description evidence quotation source",
    "usecases.Solution": "title done done_by effect evidence quotation source transferable_note",
    "usecases.Attempt": "why",
    "usecases.Milestone": "title note source",
    "usecases.ClockStop": "reason",
    "usecases.Recommendation": "title text bodies",
    "usecases.RecommendationEvent": "reply source",
    "usecases.RecommendationEvidence": "evidence quotation source",
    "usecases.SourcedSentence": "text quotation source",
    "landscape.Step": "meaning actor applies needs gives reason_not source",
    "landscape.CountryFact": "value source",
    "landscape.LibraryAnswer": "title answer sources not_when",
    "landscape.Desk": "scope way_in answer text source",
    "landscape.WatchEntry": "title text source",
    "capacities.Facility": "text source",
    "capacities.Infrastructure": "text source",
    "capacities.Node": "text source",
    "capacities.Service": "text source",
    "economics.SavedScenario": "title summary",
    "economics.ScenarioEvidence": "statement",
    "economics.ReferenceValue": "label source",
    "surveys.InterviewStatement": "quotation summary",
    "surveys.Finding": "sentence",
    "surveys.Question": "section label logic",
    "surveys.Code": "meaning",
    "consortium.Meeting": "place",
    "consortium.ReachFigure": "source",
    "consortium.Activity": "title",
    "consortium.Deliverable": "title",
    "consortium.Milestone": "title verification",
    "consortium.Risk": "title",
    "consortium.Partner": "text place_note source",
    "consortium.WorkPackage": "text source",
    "consortium.Body": "mandate composition source",
    "consortium.AgendaItem": "title text outcome",
    "consortium.Minutes": "text",
    "consortium.Correction": "text",
    "consortium.Decision": "title text reason options dissent",
    "consortium.Advice": "title text reply",
    "consortium.Action": "title result",
    "consortium.Document": "title text withdrawn_because",
    "consortium.Statement": "text as_of_note quotation source differs",
    "consortium.Event": "title text source",
    "consortium.NewsItem": "title text picture_text",
    "consortium.StateOfPlay": "text",
    "join4atmp.Issue": "title note",
}


def columns(table):
    """Return [(model, its columns)] of REMARKS or FOR_READERS."""
    return [(apps.get_model(label), names.split()) for label, names in table.items()]


def with_histories(pairs):
    histories = [
        (model.history.model, [*names, "history_change_reason"])
        for model, names in pairs
        if hasattr(model, "history")
    ]
    return pairs + histories


@receiver(person_erased, dispatch_uid="portal")
def erase_elsewhere(names, emails, **kwargs):
    """Remove the rows with an address of the person, and the person from all remarks."""
    # A waiting file may name the person in any cell. Its owner can upload it again.
    waiting = FacilityImport.objects.filter(state=ImportState.WAITING)
    removed = {"capacities.FacilityImport": waiting.delete()[0]}
    for model in ROWS:
        removed[model._meta.label] = _with_address(model, emails).delete()[0]
    removed[WaitingMail._meta.label] = WaitingMail.objects.drop_for(emails)
    addresses = _with_address(Suggestion, emails).update(email="")
    answers = sum(map(_forget_answers, ANSWERS, repeat(emails)))
    remarks = len(redact_texts(with_histories(columns(REMARKS)), names, emails))
    return removed | {"remarks": remarks + addresses, "personal answers": answers}


def _with_address(model, emails):
    wanted = Q(pk__in=[])
    for email in filter(None, emails):
        wanted |= Q(email__iexact=email)
    return model._base_manager.filter(wanted)


def _forget_answers(column, emails):
    """Empty the personal answers with an address of the person; return their number."""
    model, field = column
    wanted = [email.casefold() for email in emails if email]
    keys = [
        key
        for key, values in model._base_manager.exclude(**{field: {}}).values_list("pk", field)
        if any(email in str(values).casefold() for email in wanted)
    ]
    return model._base_manager.filter(pk__in=keys).update(**{field: {}})


@receiver(person_sought, dispatch_uid="portal")
def mentions_of(names, emails, **kwargs):
    """Return a Mention for each row with an address of the person and each sentence that names
    the person. The histories are left out: they have earlier versions of the same texts."""
    found = [
        Mention(str(row._meta.verbose_name), address_of(row), _details(row), is_kept=False)
        for model in (*ROWS, Suggestion)
        for row in _with_address(model, emails)
        if not getattr(row, "contact_id", None)  # the register knows what points at its contacts
    ]
    texts, pattern = naming(names, emails)
    if not texts:
        return found
    for table in (REMARKS, FOR_READERS):
        for model, field in ((model, each) for model, names in columns(table) for each in names):
            where = f"{model._meta.get_field(field).verbose_name}, {model._meta.verbose_name}"
            found += [
                Mention(where, address_of(row), sentence, is_kept=table is FOR_READERS)
                for row in model._base_manager.filter(holding_any(field, texts))
                for sentence in sentences_naming(getattr(row, field), pattern)
            ]
    return found


def _details(row):
    fields = ("name", "email", "phone", "role", "organisation")
    return ", ".join(filter(None, (str(getattr(row, field, "") or "") for field in fields)))


def address_of(row):
    """Return the address of a row, or of the row to which it belongs; "" if neither has a page."""
    if hasattr(row, "get_absolute_url"):
        return row.get_absolute_url()
    if admin.site.is_registered(type(row)):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
        return reverse(name, args=[row.pk])
    parents = (getattr(row, each.name) for each in row._meta.fields if each.many_to_one)
    pages = (each.get_absolute_url() for each in parents if hasattr(each, "get_absolute_url"))
    return next(pages, "")
