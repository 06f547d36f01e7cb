from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from core import draft_views, saved_filters
from core.accounts.views import signed_in_devices

from . import health, site_pages, views
from .issues import pages as issues
from .packs import pages as packs
from .search.views import search
from .watch import measures
from .watch import pages as watch

# Set before admin.site.urls is read, because the admin's own forms for sign-in and for the password
# have no limits and no second factor.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change = views.password_change

handler500 = "join4atmp.health.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("changes/", views.changes, name="changes"),
    path("search/", search, name="search"),
    path("trials/", include("trials.urls")),
    path("products/", include("products.urls")),
    path("economics/", include("economics.urls")),
    path("", include("usecases.urls")),
    path("", include("consortium.urls")),
    path("", include("surveys.urls")),
    path("", include("landscape.urls")),
    path("capacities/", include("capacities.urls")),
    path("stakeholders/", include("stakeholders.urls")),
    path("about/", site_pages.about, name="about"),
    path("contact/", site_pages.contact, name="contact"),
    path("privacy/", site_pages.privacy, name="privacy"),
    path("accessibility/", site_pages.accessibility, name="accessibility"),
    path("glossary/", site_pages.glossary, name="glossary"),
    path("imprint/", site_pages.imprint, name="imprint"),
    path("robots.txt", site_pages.robots, name="robots"),
    path("sitemap.xml", site_pages.sitemap, name="sitemap"),
    path("sitemap-<section>.xml", site_pages.sitemap_section, name="sitemap-section"),
    path("api/", views.api, name="api"),
    path("api/v1/", include("join4atmp.api.urls")),
    path("data-dictionary/", views.data_dictionary, name="data-dictionary"),
    path("data-dictionary.csv", views.data_dictionary_file, name="data-dictionary-file"),
    path("issues/", issues.issue_list, name="issues"),
    path("issues/<slug:slug>/", issues.issue_detail, name="issue"),
    path("issues/<slug:slug>/<str:name>", issues.issue_file, name="issue-file"),
    path("reporting/packs/", packs.ask, name="make-pack"),
    path("reporting/packs/<int:pk>/", packs.detail, name="pack"),
    path("reporting/packs/<int:pk>/file/", packs.download, name="pack-file"),
    path("components/", views.components, name="components"),
    path("drafts/", draft_views.draft, name="draft"),
    path("drafts/discard/", draft_views.discard, name="draft-discard"),
    path("admin/saved-filters/", saved_filters.save, name="saved-filter"),
    path("admin/saved-filters/<int:pk>/delete/", saved_filters.delete, name="saved-filter-delete"),
    # Instead of the page of allauth, which asks for no password.
    path("accounts/sessions/", signed_in_devices, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("state/", watch.state, name="state"),
    path("metrics", measures.metrics, name="metrics"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
