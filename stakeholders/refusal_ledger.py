"""Refusals after a restore: a backup from before a refusal must not lift it.

Every answer is also a line in a file beside the database. After a restore, the last answer of each
person about each use is compared with the restored contact. Only a no is repeated: a yes that is
newer than the backup is an act that a coordinator records again.
"""

from django.db import transaction

from .choices import Answer, AnswerChannel, DataUse
from .hashes import REFUSALS, hashes_of_all_keys, kept_lines, person_hash, row_hash
from .models import Contact, PrivacyAnswer, RememberedRefusal
from .models.answers import entry_of_answer
from .privacy import Circumstances


def refusal_ledger(*, with_database=True):
    """Return all answers, by the database and by the file, in the order of their time."""
    rows = PrivacyAnswer.objects.select_related("contact") if with_database else ()
    entries = [entry_of_answer(answer) for answer in rows]
    entries += kept_lines(REFUSALS)
    return sorted(entries, key=lambda entry: entry["at"])


@transaction.atomic
def replay_refusals(entries):
    """Apply each no that is still valid to restored contacts; return how many were missing."""
    last = {}
    for entry in entries:
        for key in (entry["row"], entry["person"]):
            last[key, entry["use"]] = (entry["at"], entry["answer"])
    applied, present = 0, set()
    for contact in Contact.objects.filter(anonymised_on=None):
        keys = [hashes_of_all_keys(row_hash, contact.pk, contact.created_at)]
        if contact.email:
            keys.append(hashes_of_all_keys(person_hash, contact.email, contact.name))
        present.update(*keys)
        missing = {
            use: Answer.REFUSED
            for use in DataUse
            if use not in contact.refusals
            and any(_is_refused(last, hashes, use) for hashes in keys)
        }
        if missing:
            contact.record_answers(missing, Circumstances(channel=AnswerChannel.RESTORE))
            applied += len(missing)
    # People who were added after the backup: a file may add them again, and not without their No.
    people = {entry["person"] for entry in entries if entry["person"]} - present
    for use in DataUse:
        refused = {each for each in people if _is_refused(last, [each], use)}
        RememberedRefusal.objects.remember(refused, use, source="Kept from before a restore")
    return applied


def _is_refused(last, hashes, use):
    """Return whether the newest answer under one of the hashes is a No."""
    answers = [last[each, use.value] for each in hashes if (each, use.value) in last]
    return bool(answers) and max(answers)[1] == Answer.REFUSED
