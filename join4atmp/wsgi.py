import codecs
import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

from core import static_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
os.environ["PORTAL_PROCESS"] = "web"

REFUSED_CHARSET = (
    b"The Content-Type of the request has a charset that the portal does not read. "
    b"Use charset=utf-8 or leave it out."
)


def utf_8_only(answer):
    """Refuse requests whose Content-Type has another charset than UTF-8.

    Django decodes the address with this charset before any middleware runs. Python also knows
    charsets that are compressions or lack characters, so each page with a query would fail.
    """

    def application(environ, start_response):
        if _is_read_as_utf_8(environ.get("CONTENT_TYPE", "")):
            return answer(environ, start_response)
        headers = {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(REFUSED_CHARSET)),
            "Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        start_response("400 Bad Request", [*headers.items()])
        return [REFUSED_CHARSET]

    return application


def _is_read_as_utf_8(content_type):
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):  # a parameter with an encoding of its own
        return False
    try:
        return codecs.lookup(parameters.get("charset", "utf-8")).name == "utf-8"
    except LookupError:  # Django reads names that Python does not know as UTF-8
        return True
    except ValueError:
        return False


application = utf_8_only(get_wsgi_application())
static_files.warn()
