"""The pages of the demonstration's registers: search results, summaries, feeds, overview rows."""

import math
from collections.abc import Iterable
from xml.sax.saxutils import escape

from .store import Entry

NOT_FOUND_PAGE = """<!DOCTYPE html>
<html><head><title>Clinical Trials register</title></head><body>
<h1>Clinical Trials Register</h1>
<p>The EU Clinical Trials Register currently displays <strong><span id="total">44387</span></strong>
clinical trials with a EudraCT protocol.</p>
<div class="nooutcome"><strong>Problem Generating content! The Trial requested was not found!\
</strong></div>
</body></html>
"""
ERROR_PAGE = """<!DOCTYPE html>
<html><head><title>Service temporarily unavailable</title></head>
<body><h1>We will be back shortly</h1></body></html>
"""
EUCTR_SITE = "https://www.clinicaltrialsregister.eu/ctr-search"
CTIS_SITE = "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en"


def search_page(query: str, count: int, page: int, shown: Iterable[Entry], size: int) -> bytes:
    """Return the register's HTML, with the parts that a program may read."""
    if not count:
        outcome = "Query did not match any studies."
    else:
        outcome = (
            f"{count:,} result(s) found for: {escape(query)}.\n"
            f"Displaying page {page} of {math.ceil(count / size)}."
        )
    tabs = f"""<ul>
<li><a id="ui-id-1" href="#tabs-1">
                Trials with a EudraCT protocol ({count:,})
</a></li>
<li><a id="ui-id-2" href="#tabs-2">
                Paediatric studies in scope of Art45 of the Paediatric Regulation (18700)
</a></li></ul>"""
    rows = "\n".join(
        f'<table class="result"><tr><td><span class="label">EudraCT Number:</span> {entry.number}'
        f"</td></tr><tr><td>{escape(entry.line('A.3 Full title of the trial:'))}</td></tr></table>"
        for entry in shown
    )
    return f"""<!DOCTYPE html>
<html><head><title>Clinical trials for {escape(query)}</title></head><body>
<p>The EU Clinical Trials Register currently displays <span id="total">44387</span>
clinical trials with a EudraCT protocol.</p>
<div id="tabs">{tabs if count else ""}
<div class="outcome">{outcome}</div>
{rows}
</div></body></html>
""".encode()


def summary(entries: Iterable[Entry]) -> bytes:
    """Return the text of `download/summary`, eleven lines per trial."""
    return "\r\n\r\n".join(["", *map(_summary, entries), ""]).encode()


def _summary(entry):
    countries = " ".join(
        "Outside EU/EEA" if country == "3rd" else f"{country}({_status(text)})"
        for country, text in entry.records
    )
    lines = {
        "EudraCT Number": entry.number,
        "Sponsor Protocol Number": entry.line("A.4.1 Sponsor's protocol code number:"),
        "Sponsor Name": entry.line("B.1.1 Name of Sponsor:"),
        "Full Title": _cut(entry.line("A.3 Full title of the trial:")),
        "Start Date": entry.line("N. Date of Competent Authority Decision:")
        or "Information not available in EudraCT",
        "Medical condition": _cut(entry.line("E.1.1 Medical condition(s) being investigated:")),
        "Disease": "",
        "Population Age": "Adults",
        "Gender": "Male, Female",
        "Trial protocol": f"{countries} ",
        "Link": f"{EUCTR_SITE}/search?query=eudract_number:{entry.number}",
    }
    return "\r\n".join(f"{key + ':':<25}{value}".rstrip() for key, value in lines.items())


def _status(text):
    line = text.partition(b"\nTrial Status: ")[2].split(b"\n", 1)[0]
    return line.decode(errors="replace").strip()


def _cut(text):
    return text if len(text) <= 200 else f"{text[:197]}..."


def feed(title: str, entries: Iterable[Entry]) -> bytes:
    """Return the RSS of either register: the number is in the link of an item."""
    items = "\n".join(map(_item, entries))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{escape(title)}</title><link>{EUCTR_SITE}</link>
<description>Trials added or updated in the last 7 days</description>
{items}
</channel></rss>
""".encode()


def _item(entry):
    if entry.register == "euctr":
        title = entry.line("A.3 Full title of the trial:")
        link = f"{EUCTR_SITE}/search?query=eudract_number:{entry.number}"
        text = f"<p>EudraCT Number: {entry.number}<br /></p>"
    else:
        title = entry.data.get("shortTitle") or entry.number
        link = f"{CTIS_SITE}&EUCT={entry.number}"
        text = f"<b>Trial number</b>: {entry.number}<br />"
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<description>{escape(text)}</description></item>"
    )


ROW_KEYS = (
    "ctNumber ctStatus shortTitle startDateEU trialCountries decisionDateOverall decisionDate "
    "therapeuticAreas sponsorType trialPhase ageRangeSecondary ageGroup gender trialRegion "
    "totalNumberEnrolled resultsFirstReceived lastUpdated lastPublicationUpdate"
).split()


def overview_row(entry: Entry) -> dict:
    """Return one row of a CTIS search."""
    return {key: entry.data[key] for key in ROW_KEYS if key in entry.data}
