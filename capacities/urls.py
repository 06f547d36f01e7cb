from django.urls import path

from .views import facilities, imports, messages, reports

app_name = "capacities"
urlpatterns = [
    path("", facilities.facility_list, name="list"),
    path("map/", facilities.facility_map, name="map"),
    path("steps/", facilities.step_list, name="steps"),
    path("export/", facilities.facility_export, name="export"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<slug:slug>/", reports.report, name="report"),
    path("import/", imports.upload, name="import"),
    path("import/<int:pk>/", imports.preview, name="import_preview"),
    path("import/<int:pk>/commit/", imports.commit_file, name="import_commit"),
    path("import/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("import/<int:pk>/undo/", imports.undo_file, name="import_undo"),
    path("requests/<str:token>/", messages.answered, name="request_answered"),
    path("<slug:slug>/request/", messages.ask, name="request"),
    path("<slug:slug>/suggest/", messages.suggest, name="suggest"),
    path("<slug:slug>/", facilities.facility_detail, name="facility"),
]
