"""Client of a REDCap server's API: dictionary, records and participants as CSV bytes.

It is off unless an address, a token and the allowed hosts are set. Requests only read. The token is
sent in the body of each request; it is in no message, address or log.
"""

import csv
import io
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2

from .problems import quoted

TOKEN = re.compile(r"[0-9A-Fa-f]{32}\Z")
RECORDS_PER_BATCH = 100
CONNECT_SECONDS, READ_SECONDS = 30, 300
MAX_ANSWER_BYTES = 500 * 1024 * 1024
TRIES = 3
LOOPBACK = ("127.0.0.1", "::1", "localhost")
REFUSALS = {
    400: "A parameter is wrong.",
    401: "The token is not valid.",
    403: "The token does not allow exports. Ask for the right to use the API.",
    404: "The address is not a REDCap API. Use an address that ends with /api/.",
}


class ServerError(RuntimeError):
    """The server sent no usable answer; the message has the reason and a remedy."""


@dataclass
class Server:
    """One project on one server. `transport` replaces the network in tests."""

    url: str
    token: str = field(repr=False)
    hosts: tuple[str, ...] = ()
    transport: httpx2.BaseTransport | None = None

    def __post_init__(self):
        parts = urlsplit(self.url)
        if parts.hostname not in self.hosts:
            raise ServerError(
                f"The host {quoted(parts.hostname or '')} is not allowed. Add it to REDCAP_HOSTS."
            )
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ServerError("The address of the server must begin with https://.")
        if not TOKEN.match(self.token):
            raise ServerError("REDCAP_TOKEN must have 32 hexadecimal digits.")

    def dictionary(self):
        """Return the data dictionary as CSV bytes."""
        return self._read(content="metadata", format="csv")

    def participants(self, instrument, event=""):
        """Return the participant list of a survey as CSV bytes."""
        more = {"event": event} if event else {}
        return self._read(content="participantList", format="csv", instrument=instrument, **more)

    def records(self, record_id):
        """Return all records as flat CSV bytes with raw codes; they are read in batches.
        `record_id` is the first field of the dictionary. Raise ServerError if a batch lacks records
        or has other columns."""
        wanted = self._record_names(record_id)
        out, header, met = io.StringIO(newline=""), None, set()
        writer = csv.writer(out)
        for start in range(0, len(wanted), RECORDS_PER_BATCH):
            batch = wanted[start : start + RECORDS_PER_BATCH]
            rows = _rows_of(
                self._read(
                    content="record",
                    action="export",
                    format="csv",
                    type="flat",
                    rawOrLabel="raw",
                    exportSurveyFields="true",
                    exportBlankForGrayFormStatus="true",
                    **{f"records[{place}]": name for place, name in enumerate(batch)},
                )
            )
            if header is None:
                header = rows[0]
                writer.writerow(header)
            if rows[0] != header or not header or header[0] != record_id:
                raise ServerError("Two answers of the server have different columns. Try again.")
            writer.writerows(rows[1:])
            met |= {row[0] for row in rows[1:] if row}
        missing = len(set(wanted) - met)
        if missing:
            raise ServerError(
                f"The server sent {len(met):,} of {len(wanted):,} records. Try again later."
            )
        return out.getvalue().encode()

    def _record_names(self, record_id):
        rows = _rows_of(
            self._read(
                content="record",
                action="export",
                format="csv",
                type="flat",
                rawOrLabel="raw",
                **{"fields[0]": record_id},
            )
        )
        if not rows or not rows[0] or rows[0][0] != record_id:
            raise ServerError(f"The server did not send the field {record_id}. Check the project.")
        return list(dict.fromkeys(row[0] for row in rows[1:] if row and row[0]))

    def _read(self, **parameters):
        """Return the bytes of one answer. Repeat the request up to TRIES times if the network or
        the server failed; raise ServerError."""
        data = {"token": self.token, "returnFormat": "json", **parameters}
        timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        problem = "no answer"
        with httpx2.Client(
            timeout=timeout, follow_redirects=False, transport=self.transport, trust_env=False
        ) as client:
            for _ in range(TRIES):
                try:
                    with client.stream("POST", self.url, data=data) as answer:
                        content = _content_of(answer)
                except httpx2.TransportError as error:
                    problem = type(error).__name__
                    continue
                if answer.status_code >= 500:
                    problem = f"status {answer.status_code}"
                    continue
                _refuse_error(answer.status_code, content)
                return content
        raise ServerError(f"The server could not be read: {problem}. Try again later.")


def _content_of(answer):
    pieces, size = [], 0
    for piece in answer.iter_bytes():
        size += len(piece)
        if size > MAX_ANSWER_BYTES:
            raise ServerError("The answer of the server is larger than 500 MB.")
        pieces.append(piece)
    return b"".join(pieces)


def _refuse_error(status, content):
    """Raise ServerError for every answer that is not a table. Servers may send an error with status
    200."""
    if 300 <= status < 400:
        raise ServerError(
            "The server redirects to another address. Set the final address in REDCAP_URL."
        )
    if status != 200:
        reason = REFUSALS.get(status, f"Status {status}.")
        raise ServerError(f"The server refused the request. {reason}")
    start = content.lstrip()[:1]
    if start == b"{":
        try:
            message = str(json.loads(content).get("error", ""))
        except ValueError:
            message = ""
        raise ServerError(f"The server sent an error: {quoted(message)}.")
    if start == b"<" or not content.strip():
        raise ServerError("The server did not send a table. Check the address in REDCAP_URL.")


def _rows_of(content):
    try:
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ServerError(
            "The answer of the server is damaged or was cut off. Try again."
        ) from error
