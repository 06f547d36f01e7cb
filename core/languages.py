"""Public pages in the reader's language: Django's translation, page by page.

A view with `@in_readers_language` is translated; every other page stays English, so that no page is
half translated. To make a page ready: mark its texts, run `make messages`, translate, decorate.
"""

from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"


def in_readers_language(preferred=None):
    """Decorate a view so that its page is in the reader's language.

    The order is: `?lang=`, the language chosen before, the languages that `preferred` returns for
    the arguments of the view, the languages of the browser, English.
    """

    def decorate(view):
        @wraps(view)
        def translated(request, *args, **kwargs):
            asked = supported(request.GET.get(PARAMETER, ""))
            known = asked or supported(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
            for code in preferred(request, *args, **kwargs) if preferred and not known else ():
                known = known or supported(code)
            language = known or translation.get_language_from_request(request)
            request.page_languages = languages_of(request, language)
            with translation.override(language):
                try:
                    response = view(request, *args, **kwargs)
                except Http404 as missing:
                    context = {"reason": str(missing)}
                    response = render(request, "404_translated.html", context, status=404)
            response.headers["Content-Language"] = language
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            if asked:
                response.set_cookie(
                    settings.LANGUAGE_COOKIE_NAME,
                    asked,
                    secure=settings.PUBLIC,
                    httponly=True,
                    samesite="Lax",
                )
            return response

        return translated

    return decorate


def supported(code):
    """Return the language of the portal for a code such as "de-AT"; "" if there is none."""
    with suppress(LookupError):
        return translation.get_supported_language_variant(code) if code else ""
    return ""


def languages_of(request, current):
    """Return (code, name, address of this page, whether it is the current one) per language."""
    query = request.GET.copy()
    found = []
    for code, name in settings.LANGUAGES:
        query[PARAMETER] = code
        found.append((code, name, f"{request.path}?{query.urlencode()}", code == current))
    return found
