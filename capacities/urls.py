from django.urls import path

from .views import (
    areas,
    campaigns,
    facilities,
    imports,
    infrastructures,
    licences,
    messages,
    reports,
    survey,
)

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
    path("licences/", licences.upload, name="licences"),
    path("licences/<int:pk>/", licences.licence_file, name="licence_file"),
    path("licences/<int:pk>/decide/", licences.decide, name="licence_decide"),
    path("areas/", areas.area_list, name="areas"),
    path("areas/<int:pk>/undo/", areas.undo_import, name="areas_undo"),
    path("infrastructures/", infrastructures.infrastructure_list, name="infrastructures"),
    path(
        "infrastructures/<slug:slug>/", infrastructures.infrastructure_detail, name="infrastructure"
    ),
    path("countries/<slug:code>/", infrastructures.country_detail, name="country"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign"),
    path("campaigns/<int:pk>/invite/", campaigns.invite_facilities, name="campaign_invite"),
    path("campaigns/<int:pk>/silent/", campaigns.silent_export, name="campaign_silent"),
    path("answer/<str:token>/", survey.first_page, name="answer"),
    path("answer/<str:token>/release/", survey.release_page, name="answer_release"),
    path("answer/<str:token>/withdraw/", survey.withdraw, name="answer_withdraw"),
    path("answer/<str:token>/<slug:block>/", survey.block_page, name="answer_block"),
    path("requests/<str:token>/", messages.answered, name="request_answered"),
    path("<slug:slug>/request/", messages.ask, name="request"),
    path("<slug:slug>/suggest/", messages.suggest, name="suggest"),
    path("<slug:slug>/", facilities.facility_detail, name="facility"),
]
