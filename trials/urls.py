from django.urls import path, re_path

from .views import as_of, dashboard, data_errors, saved, sponsors, sync, sync_actions, trials

# Anything that may be a number of a trial in some registry; `registers.numbers` reads it.
NUMBER = (
    r"(?P<number>(?:[A-Za-z]{1,9}[- ]?){0,2}\d[A-Za-z0-9-]{3,30}"
    r"|(?:CTRI|SLCTR|ctri|slctr)/\d{4}/\d{2,3}(?:/\d{6})?|\d{4}-\d{6}-\d{2}/[A-Za-z0-9]{2,3})"
)

app_name = "trials"
urlpatterns = [
    path("", trials.trial_list, name="list"),
    path("export/", trials.trial_export, name="export"),
    path("charts/<slug:name>.<slug:format>", dashboard.chart_file, name="chart"),
    path("compare/", dashboard.compare, name="compare"),
    path("compare/export/", dashboard.compare_export, name="compare-export"),
    path("report.pdf", dashboard.report, name="report"),
    path("fates/", trials.fates, name="fates"),
    path("data-errors/", data_errors.data_errors, name="data_errors"),
    path("data-errors/export/", data_errors.data_errors_export, name="data_errors_export"),
    path("as-of/", as_of.as_of, name="as_of"),
    path("feed/", saved.trial_feed, name="feed"),
    path("feed/<str:key>/", saved.private_feed, name="private_feed"),
    path("views/", saved.saved_views, name="saved_views"),
    path("views/save/", saved.save_view, name="save_view"),
    path("views/<int:pk>/change/", saved.change_view, name="change_view"),
    path("views/stop/<str:token>/", saved.stop_mail, name="stop_mail"),
    path("runs/", sync.runs, name="runs"),
    path("runs/start/", sync_actions.start, name="run_start"),
    path("runs/<int:pk>/", sync.run, name="run"),
    path("runs/<int:pk>/stop/", sync_actions.stop, name="run_stop"),
    path("runs/<int:pk>/release/", sync_actions.release, name="run_release"),
    path("runs/<int:pk>/undo/", sync_actions.undo, name="run_undo"),
    path("problems/", sync.problems, name="problems"),
    path("problems/<int:pk>/retry/", sync_actions.retry, name="problem_retry"),
    path("sponsors/", sponsors.matches, name="sponsors"),
    path("sponsors/look/", sponsors.look, name="sponsors-look"),
    path("sponsors/<int:pk>/", sponsors.decide_match, name="sponsor-match"),
    path("sponsors/<int:pk>/reopen/", sponsors.reopen_match, name="sponsor-reopen"),
    re_path(rf"^{NUMBER}/$", trials.trial_detail, name="detail"),
    re_path(rf"^{NUMBER}/refresh/$", sync_actions.refresh, name="refresh"),
]
