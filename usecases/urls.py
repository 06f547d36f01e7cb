from django.urls import path

from .views import cases, exports, hurdles, recommendations

app_name = "usecases"
urlpatterns = [
    path("use-cases/", cases.case_list, name="list"),
    path("use-cases/compare/", cases.case_compare, name="compare"),
    path("use-cases/milestones/export/", exports.milestone_export, name="milestone_export"),
    path("use-cases/<slug:slug>/", cases.case_detail, name="case"),
    path("use-cases/<slug:slug>/preview/", cases.case_preview, name="preview"),
    path("use-cases/<slug:slug>/pdf/", cases.case_file, {"kind": "pdf"}, name="pdf"),
    path("use-cases/<slug:slug>/docx/", cases.case_file, {"kind": "docx"}, name="docx"),
    path("use-cases/<slug:slug>/versions/", cases.case_versions, name="versions"),
    path("use-cases/<slug:slug>/versions/<int:number>/", cases.case_version, name="version"),
    path(
        "use-cases/<slug:slug>/versions/<int:number>/pdf/",
        cases.case_file,
        {"kind": "pdf"},
        name="version_pdf",
    ),
    path(
        "use-cases/<slug:slug>/versions/<int:number>/docx/",
        cases.case_file,
        {"kind": "docx"},
        name="version_docx",
    ),
    path("hurdles/", hurdles.hurdle_list, name="hurdles"),
    path("hurdles/export/", exports.hurdle_export, name="hurdle_export"),
    path("hurdles/gaps/", hurdles.gap_list, name="gaps"),
    path("hurdles/<int:pk>/", hurdles.hurdle_detail, name="hurdle"),
    path("solutions/", hurdles.solution_list, name="solutions"),
    path("solutions/export/", exports.solution_export, name="solution_export"),
    path("solutions/<int:pk>/", hurdles.solution_detail, name="solution"),
    path("bottlenecks/", hurdles.bottleneck_list, name="bottlenecks"),
    path("bottlenecks/export/", exports.bottleneck_export, name="bottleneck_export"),
    path("procedures/", hurdles.procedure_list, name="procedures"),
    path("procedures/<slug:code>/", hurdles.procedure_detail, name="procedure"),
    path("recommendations/", recommendations.recommendation_list, name="recommendations"),
    path("recommendations/export/", exports.recommendation_export, name="recommendation_export"),
    path(
        "recommendations/<slug:slug>/",
        recommendations.recommendation_detail,
        name="recommendation",
    ),
]
