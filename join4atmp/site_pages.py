"""Pages about the portal itself, and the files that search engines read.

Facts that only the project can give are settings. A page says which of them are not given yet.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import mail
from core.glossary import terms
from products.models import Dossier
from trials.models import Trial
from usecases.models import Hurdle, Recommendation, UseCase

ADDRESSES_PER_SITEMAP = 10_000
# Forms, files and lists that are of no use in the results of a search engine.
CLOSED_TO_ROBOTS = ("/admin/", "/accounts/", "/api/v1/", "/search/", "/drafts/", "/*/export/")


def _about_page(name, heading, template):
    @login_not_required
    @require_safe
    def page(request):
        context = {"heading": heading, "known": known_facts()}
        return render(request, f"site/{template}.html", context)

    page.__name__ = name
    return page


def known_facts():
    """Return the facts of the settings that pages about the portal state; "" where not given."""
    return {
        "contact": settings.CONTACT_EMAIL,
        "publisher": settings.PUBLISHER,
        "controller": settings.DATA_CONTROLLER,
        "data_protection_officer": settings.DATA_PROTECTION_OFFICER,
        "funding_notice": settings.FUNDING_NOTICE,
        "licence": settings.DATA_LICENCE,
        "licence_url": settings.DATA_LICENCE_URL,
    }


about = _about_page("about", "About the portal", "about")
contact = _about_page("contact", "Contact", "contact")
privacy = _about_page("privacy", "Privacy", "privacy")
accessibility = _about_page("accessibility", "Accessibility statement", "accessibility")
imprint = _about_page("imprint", "Imprint", "imprint")


@login_not_required
@require_safe
def glossary(request):
    return render(request, "site/glossary.html", {"heading": "Glossary", "terms": terms()})


@login_not_required
@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS)]
    lines.append(f"Sitemap: {mail.address(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# Sitemap: real rows that visitors may see.


class PublicPages(Sitemap):
    limit = ADDRESSES_PER_SITEMAP

    def items(self):
        names = (
            "home",
            "about",
            "glossary",
            "contact",
            "privacy",
            "accessibility",
            "imprint",
            "api",
        )
        lists = ("trials:list", "products:list", "usecases:list", "usecases:hurdles")
        return [reverse(name) for name in (*names, "api", *lists, "usecases:recommendations")]

    def location(self, item):
        return item


class PublicRows(Sitemap):
    """The pages of one model."""

    limit = ADDRESSES_PER_SITEMAP

    def __init__(self, model, *columns):
        self.model, self.columns = model, columns

    def items(self):
        rows = self.model.objects.visible_to(AnonymousUser()).filter(is_demo=False)
        return rows.order_by("pk").only(*self.columns)


SITEMAPS = {
    "pages": PublicPages(),
    "trials": PublicRows(Trial, "eudract_number", "eu_ct_number"),
    "products": PublicRows(Dossier, "slug"),
    "use-cases": PublicRows(UseCase, "slug"),
    "hurdles": PublicRows(Hurdle, "title"),
    "recommendations": PublicRows(Recommendation, "slug"),
}


@login_not_required
@require_safe
def sitemap(request):
    """Return the list of sitemaps. Django's view takes the host of the request for its links."""
    answer = sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap-section")
    for part in answer.context_data["sitemaps"]:
        part.location = mail.on_site(part.location)
    return answer


@login_not_required
@require_safe
def sitemap_section(request, section):
    answer = sitemap_views.sitemap(request, SITEMAPS, section)
    for page in answer.context_data["urlset"]:
        page["location"] = mail.on_site(page["location"])
    return answer
