"""Middleware of the portal."""

from csp.constants import NONCE, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpResponseBadRequest
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property

# Slightly more than 128 kB, so that CPython allocates 256 kB and half of it is free.
STACK_SLOTS = 16_500


class ContentSecurityPolicy(CSPMiddleware):
    """Send the strict policy on all pages except the admin, whose scripts need a wider one."""

    @cached_property
    def admin_path(self):
        return reverse("admin:index")

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(self.admin_path):
            parts.update = {
                **(parts.update or {}),
                "script-src": [UNSAFE_EVAL, NONCE],
                "style-src": [UNSAFE_INLINE],
            }
        return parts


def permissions_policy(get_response):
    def middleware(request):
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        return response

    return middleware


def stack_in_one_piece(get_response):
    """Give each request one large piece of stack, which makes pages faster.

    CPython allocates the stack in pieces of 16 kB and frees a piece as soon as it is empty. A loop
    that calls across the end of a piece runs at half the speed. A function that declares a large
    stack makes CPython allocate one piece of 256 kB, which is enough for a whole page.
    """

    def middleware(request):
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=STACK_SLOTS)
    return middleware


def refuse_nul_characters(get_response):
    """Refuse NUL characters in addresses, because PostgreSQL does not accept them."""

    def middleware(request):
        query = (text for name, values in request.GET.lists() for text in (name, *values))
        if "\0" in request.path or any("\0" in text for text in query):
            return HttpResponseBadRequest(
                "The address has a NUL character, which is not allowed. Remove %00 and try again.",
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


def private_pages_are_not_cached(get_response):
    """Keep pages of signed-in users out of shared caches and out of the browser's history."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware
