"""Reports of errors to a service such as Sentry, without personal data.

A report is made from a list of what it may have, so that a new field of the library stays out. It
says which exception was raised where in the program. It does not say with which values: no message
of an exception, no variables, no addresses, no bodies, cookies or headers of requests, no users.
"""

from sentry_sdk.integrations.django import DjangoIntegration

KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "sdk")
KEPT_OF_FRAME = (
    *("filename", "module", "function", "lineno", "in_app"),
    *("pre_context", "context_line", "post_context"),
)
KEPT_OF_REQUEST = ("method",)
# Wrong hosts, too many fields and the like. Every visitor can cause them, and many would hide the
# real errors.
REFUSED_REQUESTS = "django.security."


def options():
    """Return the options for `sentry_sdk.init`."""
    return {
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "before_send": only_what_is_allowed,
        "traces_sample_rate": 0,
        # Names views, not addresses.
        "integrations": [DjangoIntegration(transaction_style="function_name")],
    }


def only_what_is_allowed(event, hint):
    """Return the report with what it may have, or None if it is about a refused request."""
    if event.get("logger", "").startswith(REFUSED_REQUESTS):
        return None
    report = _part(event, KEPT)
    # The name of a view or job; an address would contain personal links.
    if not event.get("transaction", "/").startswith("/"):
        report["transaction"] = event["transaction"]
    # The text of a log line before values are put into it.
    if template := event.get("logentry", {}).get("message"):
        report["logentry"] = {"message": template}
    if request := _part(event.get("request") or {}, KEPT_OF_REQUEST):
        report["request"] = request
    if raised := event.get("exception", {}).get("values"):
        report["exception"] = {"values": [_exception(each) for each in raised]}
    return report


def _exception(raised):
    report = _part(raised, ("type", "module"))
    frames = (raised.get("stacktrace") or {}).get("frames") or ()
    report["stacktrace"] = {"frames": [_part(frame, KEPT_OF_FRAME) for frame in frames]}
    return report


def _part(values, names):
    return {name: values[name] for name in names if name in values}
