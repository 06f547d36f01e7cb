from django.urls import path

from .views import countries, desk, other
from .views import path as path_views

app_name = "landscape"
urlpatterns = [
    path("path/", path_views.path_page, name="path"),
    path("path/export/", path_views.path_export, name="path_export"),
    path("path/steps/<slug:slug>/", path_views.step_page, name="step"),
    path("path/checklists/", path_views.start_checklist, name="start_checklist"),
    path("path/checklists/<str:token>/", path_views.checklist_page, name="checklist"),
    path("countries/", countries.country_list, name="countries"),
    path("countries/export/", countries.fact_export, name="fact_export"),
    path("countries/facts/<slug:code>/", countries.fact_comparison, name="fact"),
    path("countries/<str:code>/", countries.country_detail, name="country"),
    path("helpdesk/", desk.helpdesk, name="helpdesk"),
    path("helpdesk/ask/", desk.ask, name="ask"),
    path("helpdesk/nearest/", desk.nearest_answers, name="nearest"),
    path("helpdesk/answers/<int:pk>/", desk.answer_detail, name="answer"),
    path("helpdesk/answers/<int:pk>/helped/", desk.answer_helped, name="helped"),
    path("helpdesk/tickets/<str:token>/", desk.ticket_page, name="ticket"),
    path("helpdesk/desks/", desk.desks, name="desks"),
    path("helpdesk/measures/", desk.measures, name="measures"),
    path("helpdesk/export/", desk.library_export, name="library_export"),
    path("helpdesk/answers.atom", desk.feed, name="library_feed"),
    path("change-watch/", other.watch, name="watch"),
    path("change-watch/changes.atom", other.feed, name="watch_feed"),
    path("taxonomy/", other.taxonomy, name="taxonomy"),
    path("taxonomy/export/", other.taxonomy_export, name="taxonomy_export"),
]
