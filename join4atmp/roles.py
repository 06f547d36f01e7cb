"""The roles of the portal. They are Django groups, and every page checks permissions.

Members need no permission for the rows that `visible_to` returns.
"""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions

VIEW_TRIALS = (
    "trials.view_trial",
    "trials.view_trialcountry",
    "trials.view_investigationalproduct",
    "trials.view_sponsor",
    "trials.view_registerrecord",
)
SYNCHRONISE = (
    "trials.start_syncrun",
    "trials.view_syncrun",
    "trials.view_recordproblem",
    "trials.view_publication",
    "trials.view_drift",
    *(
        f"trials.{action}_{model}"
        for model in ("searchquery", "excludednumber", "canarytrial")
        for action in ("view", "add", "change", "delete")
    ),
    "trials.view_syncschedule",
    "trials.change_syncschedule",
)
CURATE_TRIALS = (
    "trials.curate_trial",
    "trials.view_publicationcandidate",
    *(f"trials.{action}_tag" for action in ("view", "add", "change", "delete")),
)
REVIEW_TRIALS = ("trials.review_trial", "trials.view_publication", "trials.view_drift")
PRODUCT_ROWS = ("dossier", "dossierstudy", "preclinicalstudy", "clinicaloutcome", "spelling")
VIEW_PRODUCTS = (
    *(f"products.view_{row}" for row in PRODUCT_ROWS),
    *(f"products.view_historical{row}" for row in PRODUCT_ROWS),
    "products.view_term",
    "products.view_sheetnote",
)
# Editors of products also see and edit the names and addresses in their cover sheets.
KEEP_PRODUCTS = (
    *VIEW_PRODUCTS,
    *(
        f"products.{action}_{row}"
        for row in (*PRODUCT_ROWS, "term")
        for action in ("add", "change")
    ),
    # To revert a row to an earlier version.
    "products.change_historicaldossier",
    "products.change_historicaldossierstudy",
    "products.delete_dossierstudy",
    "products.delete_preclinicalstudy",
    "products.delete_clinicaloutcome",
    "products.import_dossier",
    "products.merge_dossier",
    "products.run_completion",
    "products.view_formername",
)
# Nobody can delete a contact: erasure has its own permission and is recorded.
KEEP_STAKEHOLDERS = (
    *(
        f"stakeholders.{action}_{model}"
        for model in (
            "organisation",
            "organisationalias",
            "contact",
            "targetgroup",
            "groupalias",
            "contactemail",
            "engagement",
        )
        for action in ("view", "add", "change")
    ),
    "stakeholders.delete_organisationalias",
    "stakeholders.delete_groupalias",
    "stakeholders.delete_contactemail",
    "stakeholders.delete_engagement",
    "stakeholders.view_historicalcontact",
    "stakeholders.view_historicalorganisation",
    "stakeholders.import_contact",
    "stakeholders.export_contact",
    "stakeholders.merge_contact",
    "stakeholders.erase_contact",
    "stakeholders.run_contactcampaign",
    "stakeholders.view_contactcampaign",
)
VOCABULARIES = ("stage", "procedure", "hurdlecategory", "solutiontype")
CASE_ROWS = ("usecase", "milestone", "hurdle", "solution", "recommendation", "bottleneck")
# Parts of cases, hurdles and milestones can be deleted; whole rows only by administrators.
CASE_PARTS = (
    "section",
    "caseorganisation",
    "clockstop",
    "casehurdle",
    "attempt",
    "recommendationevidence",
)
CASE_JOURNAL = ("caseevent", "caseversion", "recommendationevent")
VIEW_USE_CASES = (
    *(f"usecases.view_{row}" for row in (*VOCABULARIES, *CASE_ROWS, *CASE_PARTS, *CASE_JOURNAL)),
    *(f"usecases.view_historical{row}" for row in (*CASE_ROWS, "section")),
    "stakeholders.view_organisation",
    "stakeholders.view_targetgroup",
)
WRITE_USE_CASES = (
    *VIEW_USE_CASES,
    *(
        f"usecases.{action}_{row}"
        for row in (*VOCABULARIES, *CASE_ROWS, *CASE_PARTS)
        for action in ("add", "change")
    ),
    *(f"usecases.delete_{row}" for row in (*CASE_PARTS, "milestone")),
)
REVIEW_USE_CASES = ("usecases.review_usecase", "usecases.review_recommendation")
FACILITY_PARTS = (
    "capability",
    "cleanroom",
    "capacitystatement",
    "authorisation",
    "accreditation",
    "release",
)
FACILITY_ROWS = ("site", "facility", *FACILITY_PARTS)
FACILITY_HISTORY = tuple(f"historical{row}" for row in FACILITY_ROWS if row != "release")
VIEW_FACILITIES = (
    *(f"capacities.view_{row}" for row in (*FACILITY_ROWS, *FACILITY_HISTORY, "reviewevent")),
    "stakeholders.view_organisation",
)
WRITE_FACILITIES = (
    *VIEW_FACILITIES,
    *(f"capacities.{action}_{row}" for row in FACILITY_ROWS for action in ("add", "change")),
    *(f"capacities.delete_{row}" for row in FACILITY_PARTS if row != "release"),
    *(
        f"capacities.{action}_facilitycontact"
        for action in ("view", "add", "change", "delete", "export")
    ),
    "capacities.view_facilityrequest",
    "capacities.view_suggestion",
    "capacities.change_suggestion",
    "capacities.view_restrictedexport",
    "capacities.view_facilityimport",
    "capacities.view_licencefile",
    "capacities.view_evidence",
    "capacities.decide_evidence",
    "capacities.import_facility",
)
INFRASTRUCTURE_ROWS = (
    "infrastructure",
    "infrastructureevent",
    "node",
    "membership",
    "service",
    "datedfigure",
    "demandarea",
)
KEEP_INFRASTRUCTURES = (
    *(
        f"capacities.{action}_{row}"
        for row in INFRASTRUCTURE_ROWS
        for action in ("view", "add", "change", "delete")
    ),
    "capacities.view_historicalinfrastructure",
)
ASK_FACILITIES = (
    "capacities.run_campaign",
    *(f"capacities.{action}_campaign" for action in ("view", "add", "change")),
    "capacities.view_invitation",
    "capacities.view_blockanswer",
)
REVIEW_FACILITIES = (*VIEW_FACILITIES, "capacities.review_facility")
# Findings, evidence and interviews: the part of the questionnaire that curators write.
SURVEY_TEXTS = (
    "finding",
    "evidencelink",
    "interviewtopic",
    "interview",
    "interviewstatement",
    "code",
)
SURVEY_ROWS = ("project", "dictionaryversion", "dataimport", "question", "coding", "findingdrift")
WRITE_SURVEY = (
    *(f"surveys.view_{row}" for row in (*SURVEY_ROWS, *SURVEY_TEXTS)),
    *(f"surveys.{action}_{row}" for row in SURVEY_TEXTS for action in ("add", "change")),
    *(f"surveys.delete_{row}" for row in ("evidencelink", "interviewtopic", "interviewstatement")),
    "surveys.change_question",
    "surveys.conduct_interview",
    "surveys.cross_answers",
)
RUN_SURVEY = (
    *WRITE_SURVEY,
    "surveys.change_project",
    "surveys.import_project",
    "surveys.view_participants",
    "surveys.view_participant",
    "surveys.change_participant",
    "surveys.publish_question",
    "surveys.view_personal_answers",
    "surveys.view_personalanswers",
    "usecases.view_recommendation",
    "usecases.view_hurdle",
)
LANDSCAPE_ROWS = ("step", "factkind", "countryfact", "desk", "taxonomyentry", "watchentry")
LANDSCAPE_PARTS = ("stepprocedure", "stepdocument", "stepfigure")
VIEW_LANDSCAPE = (
    *(f"landscape.view_{row}" for row in (*LANDSCAPE_ROWS, *LANDSCAPE_PARTS, "reviewtask")),
    *(f"landscape.view_historical{row}" for row in LANDSCAPE_ROWS if row != "factkind"),
    "usecases.view_stage",
    "usecases.view_procedure",
    "usecases.view_hurdlecategory",
)
WRITE_LANDSCAPE = (
    *VIEW_LANDSCAPE,
    *(
        f"landscape.{action}_{row}"
        for row in (*LANDSCAPE_ROWS, *LANDSCAPE_PARTS)
        for action in ("add", "change")
    ),
    *(f"landscape.delete_{row}" for row in LANDSCAPE_PARTS),
    "landscape.change_reviewtask",
)
VIEW_DESK = (
    *(
        f"landscape.view_{row}"
        for row in ("ticket", "ticketmessage", "ticketevent", "libraryanswer", "hurdlecandidate")
    ),
    "landscape.view_historicalticket",
    "landscape.view_historicallibraryanswer",
)
# The people of the help-desk also see the names and addresses of askers.
WORK_AT_DESK = (
    *VIEW_DESK,
    *VIEW_LANDSCAPE,
    "landscape.change_ticket",
    "landscape.add_ticketmessage",
    "landscape.view_ticketasker",
    "landscape.add_libraryanswer",
    "landscape.change_libraryanswer",
    "landscape.change_hurdlecandidate",
    "usecases.view_hurdle",
    *(f"landscape.{action}_rotashift" for action in ("view", "add", "change", "delete")),
)
CHECK_LANDSCAPE = (
    *VIEW_LANDSCAPE,
    *VIEW_DESK,
    "landscape.verify_countryfact",
    "landscape.check_ticket",
    "landscape.check_libraryanswer",
)
FREEZE_ISSUES = ("join4atmp.view_issue", "join4atmp.add_issue")
# Every role writes scenarios; readers need no permission.
WRITE_SCENARIOS = ("economics.add_savedscenario",)
KEEP_SCENARIOS = (
    *WRITE_SCENARIOS,
    "economics.view_savedscenario",
    "economics.change_savedscenario",
    "economics.publish_scenario",
    *(f"economics.{action}_referencevalue" for action in ("view", "add", "change", "verify")),
    *(f"economics.{action}_scenarioevidence" for action in ("view", "add", "change", "delete")),
)
# Statements, events, news and documents: texts of the consortium that editors write.
CONSORTIUM_TEXTS = ("statement", "partner", "workpackage", "event", "newsitem", "reachfigure")
CONSORTIUM_RECORDS = ("meeting", "decision", "action", "advice")
REPORTED_ROWS = (
    "reportingperiod",
    "deliverable",
    "milestone",
    "risk",
    "stateofplay",
    "activity",
    "projectpublication",
)
WRITE_CONSORTIUM = (
    *(
        f"consortium.{action}_{row}"
        for row in (*CONSORTIUM_TEXTS, "document")
        for action in ("view", "add", "change")
    ),
    "consortium.view_documentversion",
    "consortium.view_body",
    *(
        f"consortium.view_historical{row}"
        for row in ("statement", "partner", "workpackage", "event", "newsitem", "document")
    ),
)
RUN_CONSORTIUM = (
    *WRITE_CONSORTIUM,
    "consortium.manage_meetings",
    "consortium.make_pack",
    *(f"consortium.view_{row}" for row in CONSORTIUM_RECORDS),
    "consortium.change_decision",
    "consortium.change_advice",
    *(
        f"consortium.{action}_{row}"
        for row in ("body", "seat", *REPORTED_ROWS)
        for action in ("view", "add", "change")
    ),
    "consortium.delete_seat",
    "consortium.delete_stateofplay",
    "consortium.view_pack",
    *(
        f"consortium.view_historical{row}"
        for row in (
            "body",
            "seat",
            "deliverable",
            "milestone",
            "risk",
            "activity",
            "projectpublication",
        )
    ),
    "stakeholders.view_organisation",
)
PERMISSIONS = {
    "member": WRITE_SCENARIOS,
    "coordinator": (
        *KEEP_STAKEHOLDERS,
        *ASK_FACILITIES,
        *WRITE_SCENARIOS,
        *RUN_SURVEY,
        *RUN_CONSORTIUM,
        *WORK_AT_DESK,
    ),
    "curator": (
        *VIEW_TRIALS,
        *SYNCHRONISE,
        *CURATE_TRIALS,
        *KEEP_PRODUCTS,
        *WRITE_USE_CASES,
        *KEEP_SCENARIOS,
        *WRITE_FACILITIES,
        *WRITE_SURVEY,
        *KEEP_INFRASTRUCTURES,
        *ASK_FACILITIES,
        *WRITE_CONSORTIUM,
        *WRITE_LANDSCAPE,
        *WORK_AT_DESK,
    ),
    "reviewer": (
        *VIEW_TRIALS,
        *REVIEW_TRIALS,
        *VIEW_PRODUCTS,
        *VIEW_USE_CASES,
        *REVIEW_USE_CASES,
        *REVIEW_FACILITIES,
        *WRITE_SCENARIOS,
        *CHECK_LANDSCAPE,
    ),
    "administrator": (
        "join4atmp.view_trouble",
        *VIEW_TRIALS,
        *SYNCHRONISE,
        *CURATE_TRIALS,
        *REVIEW_TRIALS,
        *KEEP_PRODUCTS,
        "products.delete_dossier",
        *KEEP_STAKEHOLDERS,
        *WRITE_USE_CASES,
        *KEEP_SCENARIOS,
        *REVIEW_USE_CASES,
        *WRITE_FACILITIES,
        *KEEP_INFRASTRUCTURES,
        *ASK_FACILITIES,
        *REVIEW_FACILITIES,
        *RUN_SURVEY,
        "surveys.delete_project",
        *RUN_CONSORTIUM,
        *(f"consortium.delete_{row}" for row in (*CONSORTIUM_TEXTS, *REPORTED_ROWS, "document")),
        *FREEZE_ISSUES,
        *WRITE_LANDSCAPE,
        *WORK_AT_DESK,
        *CHECK_LANDSCAPE,
        *(f"landscape.delete_{row}" for row in LANDSCAPE_ROWS),
        "landscape.delete_libraryanswer",
        "economics.delete_savedscenario",
        *(
            f"usecases.delete_{row}"
            for row in ("usecase", "hurdle", "solution", "recommendation", "bottleneck")
        ),
        "stakeholders.delete_organisation",
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
    ),
}


def give_permissions(apps):
    """Create the roles and grant their permissions, in a migration.

    Permissions are created here because Django creates them only after all migrations.
    """
    labels = {each.partition(".")[0] for granted in PERMISSIONS.values() for each in granted}
    for label in sorted(labels):
        create_permissions(installed_apps.get_app_config(label), verbosity=0)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in apps.get_model("auth", "Permission").objects.select_related(
            "content_type"
        )
    }
    for name, granted in PERMISSIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(permissions[each] for each in granted))
