from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from . import views

# Before admin.site.urls is read: the admin's own login form knows neither limits nor second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", views.home, name="home"),
    path("trials/", include("trials.urls")),
    path("products/", include("trials.products.urls")),
    path("", include("usecases.urls")),
    path("stakeholders/", include("stakeholders.urls")),
    path("components/", views.components, name="components"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
