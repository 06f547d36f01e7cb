"""The answer 503 while the database is away or busy, in place of an error page."""

import sqlite3

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

RETRY_AFTER_SECONDS = 10
# Of SQLite: the others name a fault in the program, such as a table that is not there.
# https://www.sqlite.org/rescode.html
PASSING_SQLITE_ERRORS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def is_database_away(error):
    """Return whether the error is one of the database's server or file, not of the program."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return code is None or code & 0xFF in PASSING_SQLITE_ERRORS


def unavailable(request, reason):
    """Return a page, or JSON for programs, that says what is wrong and when to try again."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
    if request.path_info.startswith("/api/v1/"):
        return JsonResponse({"detail": f"{reason} Try again."}, status=503, headers=headers)
    is_change = request.method not in {"GET", "HEAD"}
    page = render_to_string("503.html", {"reason": reason, "is_change": is_change})
    return HttpResponse(page, status=503, headers=headers)
