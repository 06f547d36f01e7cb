"""One log line and one measurement per request, and a line for each slow query.

A line has no address of a visitor, no query string and no personal link. Only the line about a
downloaded file has an account, as its number.
"""

import logging
import re
import time
import uuid

from django.db import connection

from . import metrics
from .context import request_id
from .secrets_filter import without_secrets

SLOW_PAGE_MILLISECONDS = 1000
SLOW_QUERY_MILLISECONDS = 500
# The proxy may give the request a number, so that its own lines can be found.
GIVEN_ID = re.compile(r"[0-9a-f]{16,64}")
NOT_LOGGED = ("/healthz", "/readyz", "/metrics")

logger = logging.getLogger("portal.requests")
queries = logging.getLogger("portal.queries")
events = logging.getLogger("portal.events")


def log_requests(get_response):
    def middleware(request):
        given = request.headers.get("X-Request-ID", "")
        number = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(number)
        started = time.perf_counter()
        try:
            with connection.execute_wrapper(_note_slow_query):
                response = get_response(request)
            response.headers["X-Request-ID"] = number
            if request.path_info not in NOT_LOGGED:
                _note(request, response, time.perf_counter() - started)
                _note_download(request, response)
            return response
        finally:
            request_id.reset(token)

    return middleware


def _note(request, response, seconds):
    view = request.resolver_match.view_name if request.resolver_match else "none"
    metrics.note_request(view, response.status_code, seconds)
    path, milliseconds = without_secrets(request.path_info), round(seconds * 1000)
    is_slow = milliseconds > SLOW_PAGE_MILLISECONDS
    logger.log(
        logging.WARNING if is_slow else logging.INFO,
        "%s %s %s, %s ms%s",
        request.method,
        path,
        response.status_code,
        milliseconds,
        ": slow page" * is_slow,
        extra={
            "method": request.method,
            "path": path,
            "status": response.status_code,
            "view": view,
            "milliseconds": milliseconds,
        },
    )


def _note_download(request, response):
    """Note who downloaded a file of which page, without its filters, which may name people."""
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        user = getattr(request, "user", None)
        who = f"account {user.pk}" if user and user.pk else "a visitor"
        view = request.resolver_match.view_name
        events.info("File of %s for %s", view, who, extra={"event": "download", "view": view})


def _note_slow_query(execute, sql, params, many, context):
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = round((time.perf_counter() - started) * 1000)
        if milliseconds > SLOW_QUERY_MILLISECONDS:
            # Without its parameters, which may be a person's data.
            queries.warning(
                "Slow query, %s ms", milliseconds, extra={"sql": sql, "milliseconds": milliseconds}
            )
