"""A browser without a window: cookies, redirects and forms of one person."""

import http.client
import time
import uuid
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

MAX_REDIRECTS = 3
NO_ANSWER = 0  # in place of a status


class Forms(HTMLParser):
    """The forms of a page: for each, its address and the fields that a browser would send."""

    def __init__(self, page):
        super().__init__()
        self.forms, self._name, self._text = [], None, []
        self._select, self._options = None, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append(
                {"action": given.get("action", ""), "id": given.get("id"), "fields": []}
            )
        if not self.forms:
            return
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "button", "file", "image"):
            if kind not in ("checkbox", "radio") or "checked" in given:
                self.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea" and name:
            self._name, self._text = name, []
        elif tag == "select" and name:
            self._select, self._options = (name, "multiple" in given), []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))

    def handle_data(self, data):
        if self._name:
            self._text.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self._name:
            # A browser leaves the first line end of the page out.
            self.fields.append((self._name, "".join(self._text).removeprefix("\n")))
            self._name = None
        elif tag == "select" and self._select:
            (name, is_multiple), self._select = self._select, None
            chosen = [value for value, is_selected in self._options if is_selected]
            if not chosen and not is_multiple and self._options:
                chosen = [self._options[0][0]]
            self.fields.extend((name, value) for value in chosen)

    @property
    def fields(self):
        return self.forms[-1]["fields"]


class Page:
    def __init__(self, status, address, text, seconds):
        self.status, self.address, self.text, self.seconds = status, address, text, seconds

    def form(self, *, having):
        """Return (address, fields) of the form with a field of this name."""
        for form in Forms(self.text).forms:
            if any(name == having for name, _ in form["fields"]):
                return urljoin(self.address, form["action"]), form["fields"]
        raise LookupError(f"{self.address} has no form with {having}: status {self.status}")


class Browser:
    def __init__(self, port):
        self.port, self.cookies, self.connection = port, {}, None

    def get(self, path):
        return self._follow("GET", path, None, {})

    def post(self, path, fields):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._follow("POST", path, urlencode(fields), headers)

    def upload(self, path, fields, name, file_name, content):
        line = uuid.uuid4().hex
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields
        ]
        parts.append(
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            "Content-Type: text/csv\r\n\r\n".encode()
        )
        body = b"".join(parts) + content + f"\r\n--{line}--\r\n".encode()
        return self._follow(
            "POST", path, body, {"Content-Type": f"multipart/form-data; boundary={line}"}
        )

    def sign_in(self, name, password):
        _, fields = self.get("/accounts/login/").form(having="password")
        fields = [(key, value) for key, value in fields if key not in ("login", "password")]
        page = self.post("/accounts/login/", [*fields, ("login", name), ("password", password)])
        if "sessionid" not in self.cookies:
            raise LookupError(f"{name} could not sign in: status {page.status}")

    def _follow(self, method, path, body, headers):
        started = time.monotonic()
        for _ in range(MAX_REDIRECTS + 1):
            status, place, text = self._ask(method, path, body, headers)
            if status not in (301, 302, 303) or not place:
                break
            parts = urlsplit(urljoin(path, place))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            method, body, headers = "GET", None, {}
        return Page(status, path, text, time.monotonic() - started)

    def _ask(self, method, path, body, headers):
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {**headers, "Cookie": cookies, "Referer": f"http://127.0.0.1:{self.port}/"}
        try:
            response = self._send(method, path, body, headers)
        except (http.client.HTTPException, OSError):
            self.connection = None
            try:
                response = self._send(method, path, body, headers)  # a kept connection had ended
            except (http.client.HTTPException, OSError):
                self.connection = None
                return NO_ANSWER, None, ""
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return (
            response.status,
            response.headers["Location"],
            response.read().decode("utf-8", "replace"),
        )

    def _send(self, method, path, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()
