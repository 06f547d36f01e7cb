"""What the people of `make load` do: read, edit a contact, import a file."""

import csv
import io
import random
import statistics
import threading
import time
from collections import defaultdict

from .browser import NO_ANSWER, Browser

PAUSE_SECONDS = (1, 3)  # of a person between two pages
PAGES = (
    *("/", "/trials/", "/trials/?phase=II", "/trials/?country=DE&country=FR", "/trials/?page=3"),
    *("/trials/?q=leukaemia", "/trials/?atmp_class=GTMP&status=ongoing", "/products/"),
    *("/use-cases/", "/hurdles/", "/recommendations/", "/capacities/", "/economics/"),
    *("/survey/", "/path/", "/consortium/", "/about/", "/healthz"),
)
IMPORTED_ROWS = 10_000
MAX_IMPORT_SECONDS = 600  # another worker continues a killed import after 5 minutes
MAX_UNSURE_SECONDS = 60  # to save again after an interruption
INTERRUPTIONS = {NO_ANSWER, 502, 503}  # of a portal whose processes are killed


class Figures:
    """The time of each request by kind, and what went wrong. With `may_interrupt` an interruption
    is no error, and people try again."""

    def __init__(self, *, may_interrupt=False):
        self._lock = threading.Lock()
        self.may_interrupt = may_interrupt
        self.seconds = defaultdict(list)
        self.errors, self.interrupted = [], []

    def note(self, kind, page):
        with self._lock:
            self.seconds[kind].append(page.seconds)
            if self.is_interruption(page):
                self.interrupted.append(kind)
            elif page.status != 200:
                self.errors.append(f"{kind}: {page.address} answered {page.status}")

    def is_interruption(self, page):
        return self.may_interrupt and page.status in INTERRUPTIONS

    def fail(self, text):
        with self._lock:
            self.errors.append(text)

    def lines(self):
        for kind, seconds in sorted(self.seconds.items()):
            ordered = sorted(seconds)
            yield (
                f"{kind:<22} {len(ordered):>7,} requests   median "
                f"{statistics.median(ordered):5.2f} s   95 %"
                f" {ordered[int(0.95 * (len(ordered) - 1))]:5.2f} s   longest {ordered[-1]:5.2f} s"
            )


def read(port, figures, until, number):
    choice, browser = random.Random(number), Browser(port)
    time.sleep(choice.uniform(0, PAUSE_SECONDS[1]))  # not all at once
    while time.monotonic() < until:
        path = choice.choice(PAGES)
        figures.note("healthz" if path == "/healthz" else "readers", browser.get(path))
        time.sleep(choice.uniform(*PAUSE_SECONDS))


def edit(port, figures, until, account, contact, kept):
    """Change the notes of a contact again and again; `kept` receives the last text saved."""
    browser = Browser(port)
    browser.sign_in(*account)
    address, number = f"/admin/stakeholders/contact/{contact}/change/", 0
    is_unsure = False  # after a save without an answer
    while time.monotonic() < until + (MAX_UNSURE_SECONDS if is_unsure else 0):
        page = browser.get(address)
        figures.note("editors open", page)
        if figures.is_interruption(page):
            time.sleep(PAUSE_SECONDS[0])
            continue
        _, fields = page.form(having="notes")
        number += 1
        text = f"edit {number} of contact {contact}"
        changed = [(name, text if name == "notes" else value) for name, value in fields]
        answer = browser.post(address, changed)
        figures.note("editors save", answer)
        is_unsure = figures.is_interruption(answer)
        if is_unsure:
            continue
        if 'class="errorlist' in answer.text or "/change/" in answer.address:
            figures.fail(f"contact {contact} was not saved")
        else:
            kept[contact] = text
        time.sleep(random.uniform(*PAUSE_SECONDS))


def import_file(port, figures, account):
    """Upload a large file, wait for its preview, import it, and wait for the end."""
    browser = Browser(port)
    browser.sign_in(*account)
    started = time.monotonic()
    _, fields = browser.get("/stakeholders/import/").form(having="source")
    fields = [(name, value) for name, value in fields if name not in ("file", "lawful_basis")]
    fields.append(("lawful_basis", "undecided"))
    page = browser.upload("/stakeholders/import/", fields, "file", "people.csv", many_people())
    figures.note("import: upload", page)
    page = _wait(browser, page, figures)
    _, fields = page.form(having="csrfmiddlewaretoken")
    token = next(value for name, value in fields if name == "csrfmiddlewaretoken")
    page = browser.post(f"{page.address}commit/", [("csrfmiddlewaretoken", token)])
    figures.note("import: start", page)
    page = _wait(browser, page, figures)
    if f"{IMPORTED_ROWS:,} added" not in page.text:
        figures.fail(f"the import did not add {IMPORTED_ROWS:,} contacts")
    print(f"The import of {IMPORTED_ROWS:,} rows took {time.monotonic() - started:.0f} s.")


def _wait(browser, page, figures):
    """Return the page of the file when no worker is busy with it any more."""
    until = time.monotonic() + MAX_IMPORT_SECONDS
    while 'id="job"' in page.text:
        if time.monotonic() > until:
            raise LookupError(f"the import was not done after {MAX_IMPORT_SECONDS} s")
        time.sleep(2)
        answer = browser.get(page.address.partition("?")[0])
        figures.note("import: progress", answer)
        page = page if figures.is_interruption(answer) else answer
    return page


def many_people():
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(["Name", "E-mail", "Organisation", "Country"])
    for number in range(IMPORTED_ROWS):
        write.writerow(
            [f"Load Person {number}", f"p{number}@load.example", f"Load Place {number % 200}", "DE"]
        )
    return text.getvalue().encode()
