from django.urls import path, re_path

from . import as_of, sponsor_views, sync_actions, sync_views, views
from .saved import pages as saved

NUMBER = r"(?P<number>\d{4}-\d{6}-\d{2}(?:-\d{2})?|[Nn][Cc][Tt]\d{8})"

app_name = "trials"
urlpatterns = [
    path("", views.trial_list, name="list"),
    path("export/", views.trial_export, name="export"),
    path("charts/<slug:name>.<slug:format>", views.chart_file, name="chart"),
    path("compare/", views.compare, name="compare"),
    path("report.pdf", views.report, name="report"),
    path("fates/", views.fates, name="fates"),
    path("as-of/", as_of.as_of, name="as_of"),
    path("feed/", saved.trial_feed, name="feed"),
    path("feed/<str:key>/", saved.private_feed, name="private_feed"),
    path("views/", saved.saved_views, name="saved_views"),
    path("views/save/", saved.save_view, name="save_view"),
    path("views/<int:pk>/change/", saved.change_view, name="change_view"),
    path("views/stop/<str:token>/", saved.stop_mail, name="stop_mail"),
    path("runs/", sync_views.runs, name="runs"),
    path("runs/start/", sync_actions.start, name="run_start"),
    path("runs/<int:pk>/", sync_views.run, name="run"),
    path("runs/<int:pk>/stop/", sync_actions.stop, name="run_stop"),
    path("runs/<int:pk>/release/", sync_actions.release, name="run_release"),
    path("runs/<int:pk>/undo/", sync_actions.undo, name="run_undo"),
    path("problems/", sync_views.problems, name="problems"),
    path("problems/<int:pk>/retry/", sync_actions.retry, name="problem_retry"),
    path("sponsors/", sponsor_views.matches, name="sponsors"),
    path("sponsors/look/", sponsor_views.look, name="sponsors-look"),
    path("sponsors/<int:pk>/", sponsor_views.decide_match, name="sponsor-match"),
    path("sponsors/<int:pk>/reopen/", sponsor_views.reopen_match, name="sponsor-reopen"),
    re_path(rf"^{NUMBER}/$", views.trial_detail, name="detail"),
    re_path(rf"^{NUMBER}/refresh/$", sync_actions.refresh, name="refresh"),
]
