"""What every request and every answer passes."""

from csp.constants import NONCE, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpResponseBadRequest
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property

# Somewhat more than fit into 128 kB, so that the next size is taken and half of it stays free.
STACK_SLOTS = 16_500


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere, and the wider one that the admin's scripts need, only there."""

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
    """CPython keeps the stack in pieces of 16 kB and gives each back as soon as nothing is on it: a
    loop that happens to call across the end of one runs half as fast. Below a function that says it
    needs much room, one piece of 256 kB has room for a whole page."""

    def middleware(request):
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=STACK_SLOTS)
    return middleware


def refuse_nul_characters(get_response):
    """No value of ours holds a NUL character, and PostgreSQL refuses to compare with one."""

    def middleware(request):
        query = (text for name, values in request.GET.lists() for text in (name, *values))
        if "\0" in request.path or any("\0" in text for text in query):
            return HttpResponseBadRequest(
                "This address holds a NUL character, which no page of the portal understands. "
                "Remove %00 from it and try again.",
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


def private_pages_are_not_cached(get_response):
    """What a signed-in person sees stays out of shared caches and of the next person's Back."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware
