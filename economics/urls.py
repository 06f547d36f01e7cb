from django.urls import path

from .views import actions, compare, files, forms, overview, scenarios

app_name = "economics"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("new/", forms.new, name="new"),
    path("compare/", compare.compare, name="compare"),
    path("method/", overview.method, name="method"),
    path("references/", overview.references, name="references"),
    path("scenarios/<slug:slug>/", scenarios.latest, name="scenario"),
    path("scenarios/<slug:slug>/edit/", forms.edit, name="edit"),
    path("scenarios/<slug:slug>/share/", actions.share, name="share"),
    path("scenarios/<slug:slug>/publish/", actions.publish, name="publish"),
    path("scenarios/<slug:slug>/versions/<int:number>/", scenarios.version, name="version"),
    path(
        "scenarios/<slug:slug>/versions/<int:number>/simulate/", actions.simulate, name="simulate"
    ),
    path("scenarios/<slug:slug>/versions/<int:number>/stop/", actions.stop, name="stop"),
    path(
        "scenarios/<slug:slug>/versions/<int:number>/simulation/",
        scenarios.simulation,
        name="simulation",
    ),
    path(
        "scenarios/<slug:slug>/versions/<int:number>/export/", files.export_version, name="export"
    ),
    path(
        "scenarios/<slug:slug>/versions/<int:number>/charts/<slug:name>.<str:format>",
        files.picture,
        name="picture",
    ),
]
