from django.urls import path

from . import answer_views, views

app_name = "products"
urlpatterns = [
    path("", views.product_list, name="list"),
    path("export/", views.product_export, name="export"),
    path("predictivity/", views.predictivity_page, name="predictivity"),
    path("completeness/", views.completeness_page, name="completeness"),
    path("answer/<str:token>/", answer_views.answer, name="answer"),
    path("answer/<str:token>/no/", answer_views.cannot_answer, name="cannot_answer"),
    path("<slug:slug>/", views.product_detail, name="detail"),
    path("<slug:slug>/cover-sheet/", views.product_sheet, name="sheet"),
]
