from django.urls import path, re_path

from . import views

app_name = "trials"
urlpatterns = [
    path("", views.trial_list, name="list"),
    path("export/", views.trial_export, name="export"),
    path("fates/", views.fates, name="fates"),
    re_path(
        r"^(?P<number>\d{4}-\d{6}-\d{2}(?:-\d{2})?|[Nn][Cc][Tt]\d{8})/$",
        views.trial_detail,
        name="detail",
    ),
]
