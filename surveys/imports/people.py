"""Participant lists as REDCap exports them, linked to contacts by exact address."""

from datetime import UTC, datetime

from stakeholders.models import Contact, ContactEmail

from ..choices import Opened
from ..models import Participant
from ..redcap import Problem, RedcapError
from ..redcap.tables import read_table

NEEDED = ("email", "response_status")
MAX_PARTICIPANTS = 100_000
ADDRESSES_PER_QUERY = 500
SENT = ("1", "yes", "true")


def normalised(address):
    return address.strip().lower()


def read_participants(source, file):
    """Return (rows, problems) of a participant list. Raise RedcapError if the file is not such a
    list or has more than MAX_PARTICIPANTS rows."""
    table = read_table(source, file)
    header = [name.strip().lower() for name in table.header]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        message = (
            f"The file is not a participant list: it has no column {', '.join(missing)}. Export "
            f"the "
            "list from REDCap's programming interface as CSV."
        )
        raise RedcapError([Problem(file, 1, "", message, is_error=True)])
    rows, problems, seen, met = [], list(table.notes), {}, {}
    for number, cells in table.rows:
        row = dict(zip(header, map(str.strip, cells), strict=True))
        email = normalised(row["email"])
        if len(rows) >= MAX_PARTICIPANTS:
            message = (
                f"The list has more than {MAX_PARTICIPANTS:,} rows. Divide it into several files."
            )
            raise RedcapError([Problem(file, number, "", message, is_error=True)])
        if not email:
            continue  # a public survey link, by which nobody was invited
        if "@" not in email or len(email) > 254:
            message = "The cell is not an e-mail address. The row is left out."
            problems.append(Problem(file, number, "email", message, is_error=True))
            continue
        occurrence = row.get("email_occurrence") or str(met.get(email, 0) + 1)
        met[email] = met.get(email, 0) + 1
        status = row["response_status"] or "0"
        if status not in ("0", "1", "2") or not occurrence.isdecimal() or len(occurrence) > 6:
            message = "The status must be 0, 1 or 2, and the occurrence a number."
            problems.append(Problem(file, number, "response_status", message, is_error=True))
            continue
        key = email, int(occurrence)
        if key in seen:
            message = f"Row {seen[key]} has the same address and occurrence. The row is left out."
            problems.append(Problem(file, number, "email", message, is_error=True))
            continue
        seen[key] = number
        if met[email] == 2:
            message = "The address occurs more than once. Its rows are stored separately."
            problems.append(Problem(file, number, "email", message))
        rows.append(
            {
                "email": email,
                "occurrence": key[1],
                "record": row.get("record", "")[:100],
                "is_sent": row.get("invitation_sent_status", "") in SENT or status != "0",
                "sent_at": _moment(row.get("invitation_send_time", "")),
                "opened": int(status),
            }
        )
    return rows, problems


def _moment(text):
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def contacts_by_address(addresses, *, is_demo):
    """Return {address: contact}. An address that several contacts have is left out."""
    addresses, found = sorted(set(addresses)), {}
    for start in range(0, len(addresses), ADDRESSES_PER_QUERY):
        part = addresses[start : start + ADDRESSES_PER_QUERY]
        contacts = Contact.objects.filter(is_demo=is_demo)
        pairs = [
            *contacts.filter(email__in=part).values_list("email", "pk"),
            *ContactEmail.objects.filter(email__in=part, contact__in=contacts).values_list(
                "email", "contact"
            ),
        ]
        for address, key in pairs:
            found.setdefault(address, set()).add(key)
    return {address: next(iter(keys)) for address, keys in found.items() if len(keys) == 1}


def write_participants(project, rows):
    """Add or change participants; keep outcomes and contacts that a person set. Return the number
    of participants that are linked to a contact."""
    contacts = contacts_by_address((row["email"] for row in rows), is_demo=project.is_demo)
    known = {(one.email, one.occurrence): one for one in project.participants.all()}
    new, changed = [], []
    for row in rows:
        participant = known.get((row["email"], row["occurrence"]))
        if participant is None:
            participant = Participant(project=project)
            new.append(participant)
        else:
            changed.append(participant)
        for name, value in row.items():
            setattr(participant, name, value)
        participant.is_anonymous = project.is_anonymous
        if project.is_anonymous:
            participant.record = ""
            participant.sent_at = None
            participant.opened = Opened.NOT_OPENED
        if participant.contact_id is None:
            participant.contact_id = contacts.get(row["email"])
    Participant.objects.bulk_create(new, batch_size=500)
    names = ("record", "is_sent", "sent_at", "opened", "is_anonymous", "contact")
    Participant.objects.bulk_update(changed, names, batch_size=200)
    return sum(one.contact_id is not None for one in (*new, *changed))
