from django.urls import path

from . import lists
from .views import actions, decisions, documents, events, meetings, minutes, overview, reporting
from .views.lists import export_view, list_view


def list_paths(address, kind):
    """Return the addresses of the page of a list and of its files."""
    return [
        path(address, list_view(kind), name=kind.name),
        path(f"{address}export/", export_view(kind), name=f"{kind.name}-export"),
    ]


app_name = "consortium"
urlpatterns = [
    path("consortium/", overview.overview, name="overview"),
    path("consortium/partners/<slug:slug>/", overview.partner_detail, name="partner"),
    path(
        "consortium/work-packages/<int:number>/",
        overview.work_package_detail,
        name="work-package",
    ),
    path("consortium/bodies/<slug:slug>/", overview.body_detail, name="body"),
    path("consortium/bodies/<slug:slug>/series/", meetings.plan_series, name="plan-series"),
    path("consortium/bodies/<slug:slug>/meeting/", meetings.plan_meeting, name="plan-meeting"),
    path("consortium/bodies/<slug:slug>/advice/", decisions.record_advice, name="record-advice"),
    path("consortium/reach/", events.reach, name="reach"),
    path("reporting/", reporting.reporting, name="reporting"),
    path("reporting/import/", reporting.import_list, name="reporting-import"),
    *list_paths("statements/", lists.STATEMENTS),
    path("statements/<slug:key>/", overview.statement_detail, name="statement"),
    *list_paths("meetings/", lists.MEETINGS),
    path("meetings/calendar/", meetings.calendar, name="calendar"),
    path("meetings/calendar/<str:token>.ics", meetings.calendar_feed, name="calendar-feed"),
    path("meetings/series/<int:pk>/", meetings.series_detail, name="series"),
    path("meetings/series/<int:pk>/items/", meetings.add_to_backlog, name="add-to-backlog"),
    path("meetings/<int:pk>/", meetings.meeting_detail, name="meeting"),
    path("meetings/<int:pk>.ics", meetings.meeting_calendar, name="meeting-calendar"),
    path("meetings/<int:pk>/state/", meetings.change_state, name="meeting-state"),
    path("meetings/<int:pk>/move/", meetings.move, name="meeting-move"),
    path("meetings/<int:pk>/edit/", meetings.edit, name="meeting-edit"),
    path("meetings/<int:pk>/attendance/", meetings.attendance, name="attendance"),
    path("meetings/<int:pk>/items/", meetings.add_to_agenda, name="add-to-agenda"),
    path("meetings/<int:pk>/items/<int:item>/pull/", meetings.pull, name="pull"),
    path("meetings/<int:pk>/items/<int:item>/", meetings.settle_item, name="settle-item"),
    path("meetings/<int:pk>/minutes/", minutes.edit_minutes, name="edit-minutes"),
    path("meetings/<int:pk>/minutes.txt", minutes.minutes_file, name="minutes-file"),
    path("meetings/<int:pk>/minutes/step/", minutes.move_minutes, name="move-minutes"),
    path("meetings/<int:pk>/minutes/comment/", minutes.react, name="react"),
    path("meetings/<int:pk>/minutes/correction/", minutes.correct, name="correct"),
    path("meetings/<int:pk>/decision/", decisions.record_decision, name="record-decision"),
    path("meetings/<int:pk>/action/", actions.add_to_meeting, name="meeting-action"),
    *list_paths("decisions/", lists.DECISIONS),
    path("decisions/<int:pk>/action/", actions.add_to_decision, name="decision-action"),
    path("decisions/<str:number>/", decisions.decision_detail, name="decision"),
    path("decisions/<str:number>/edit/", decisions.edit_decision, name="edit-decision"),
    path("decisions/<str:number>/access/", decisions.decision_access, name="decision-access"),
    path("decisions/<str:number>/state/", decisions.move_decision, name="move-decision"),
    *list_paths("advice/", lists.ADVICE),
    path("advice/<int:pk>/action/", actions.add_to_advice, name="advice-action"),
    path("advice/<str:number>/", decisions.advice_detail, name="advice"),
    path("advice/<str:number>/reply/", decisions.reply, name="reply"),
    path("advice/<str:number>/acted-on/", decisions.acted_on, name="acted-on"),
    *list_paths("actions/", lists.ACTIONS),
    path("actions/<int:pk>/", actions.action_detail, name="action"),
    path("actions/<int:pk>/answer/", actions.answer, name="answer"),
    path("actions/answer/<str:token>/", actions.answer_by_link, name="answer-action"),
    path("links/<str:name>/<int:pk>/", decisions.add_link, name="add-link"),
    path("links/<str:name>/<int:pk>/<int:link>/", decisions.remove_link, name="remove-link"),
    *list_paths("events/", lists.EVENTS),
    path("events/calendar.ics", events.events_calendar, name="events-calendar"),
    path("events/feed/", events.events_feed, name="events-feed"),
    path("events/<slug:slug>.ics", events.event_calendar, name="event-calendar"),
    path("events/<slug:slug>/", events.event_detail, name="event"),
    path("events/<slug:slug>/held/", events.was_held, name="was-held"),
    *list_paths("news/", lists.NEWS),
    path("news/feed/", events.news_feed, name="news-feed"),
    path("news/<slug:slug>/", events.news_detail, name="news-item"),
    *list_paths("documents/", lists.DOCUMENTS),
    path("documents/<slug:slug>/", documents.document_detail, name="document"),
    path("documents/<slug:slug>/upload/", documents.upload, name="document-upload"),
    path("documents/<slug:slug>/<int:number>/", documents.document_file, name="document-file"),
]
