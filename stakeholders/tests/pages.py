"""Pages as a browser opens them: the form with all its values, and the post of it."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Names and values that a browser would post, of the forms whose action is `action`."""

    def __init__(self, action):
        super().__init__()
        self.action, self.inside, self.found = action, False, {}
        self.select, self.text = None, None

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.inside = (at.get("action") or "") == self.action
        name = at.get("name")
        if not self.inside or "disabled" in at:
            return
        if tag == "input" and name:
            kind = at.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in at:
                return
            if kind not in {"submit", "button", "file"}:
                self.found.setdefault(name, []).append(at.get("value") or "")
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and "selected" in at:
            self.found.setdefault(self.select, []).append(at.get("value", ""))
        elif tag == "textarea" and name:
            self.text = name
            self.found[name] = [""]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.text = None

    def handle_data(self, data):
        if self.text:
            self.found[self.text] = [self.found[self.text][0] + data.removeprefix("\n")]


def opened(client, address, action=""):
    """{name: values} of the page's form, as they are when somebody opens it."""
    page = client.get(address)
    assert page.status_code == 200, address
    fields = _Fields(action)
    fields.feed(page.content.decode())
    assert fields.found
    return fields.found


def admin_page(contact):
    return f"/admin/stakeholders/contact/{contact.pk}/change/"
