"""Change trials of the demonstration's registers: recruitment ends, a trial is halted.

A sync that follows finds these trials in the feed of the last seven days, with another status.
"""

import json
from datetime import date

RECRUITING, RECRUITED = 4, 5  # CTIS: "Ongoing, recruiting" and "Ongoing, recruitment ended"
STATUS_LINES = (b"Trial Status: ", b"P. End of Trial Status: ")


def moved_on(raw: bytes, day: date) -> bytes | None:
    """Return the trial with its next status, as published on that day; None if it has none."""
    return _recruited(raw, day) if raw.startswith(b"{") else _halted(raw)


def _halted(raw):
    changed = raw
    for line in STATUS_LINES:
        changed = changed.replace(b"\n" + line + b"Ongoing", b"\n" + line + b"Temporarily Halted")
    return None if changed == raw else changed


def _recruited(raw, day):
    data = json.loads(raw)
    if data.get("ctPublicStatusCode") != RECRUITING:
        return None
    data["ctStatus"] = data["ctPublicStatusCode"] = RECRUITED
    data["lastUpdated"] = data["lastPublicationUpdate"] = f"{day:%d/%m/%Y}"
    data["trialCountries"] = [
        text.replace(f":{RECRUITING}", f":{RECRUITED}") for text in data["trialCountries"]
    ]
    for state in data["authorizedApplication"]["memberStatesConcerned"]:
        if state["mscPublicStatusCode"] == RECRUITING:
            state["mscPublicStatusCode"] = RECRUITED
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
