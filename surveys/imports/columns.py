"""Columns of answers, made from the stored rows: the kind and the answer of each question on each
row."""

import zlib

import numpy as np

from ..models import AnswerColumn
from ..models.answers import FAST
from ..redcap import Decider, Problem, build, check_values
from ..redcap.decide import HIDDEN, ORPHAN
from ..redcap.frame import Presence, smallest_type
from .rows import stored_rows

COLUMNS_PER_STATEMENT = 200
MAX_NAMED_ORPHANS = 200
REFUSED_CONSENT = "0"
NO_CONSENT = "The respondent did not consent, so no figure counts the answers."
ORPHAN_ANSWER = "The question is hidden by its logic, but has an answer. No figure counts it."
PLAIN = "@plain"  # position of the row with the forms that are not repeated, for each row
RECORD = "@record"  # number of the record, for each row


def rebuild(version, *, file="", row_of=None, now):
    """Write the columns of a version again; return remarks on its values. `row_of` returns the row
    of a Key in the file, or 0."""
    dictionary = version.dictionary
    frame = build(dictionary, stored_rows(version))
    version.columns.all().delete()
    missing = {question.name: question.missing for question in version.project.questions.all()}
    decider = Decider(dictionary, frame, missing=missing, now=now)
    rows = [
        _column(version, PLAIN, np.zeros(len(frame), np.uint8), decider.rows.plain),
        _column(version, RECORD, np.zeros(len(frame), np.uint8), _records(frame)),
    ]
    keys = frame.keys

    def row_in_file(place):
        return row_of(keys[place]) if row_of else 0

    def remark(place, column, message):
        return Problem(file, row_in_file(place), column, message, record=keys[place].record)

    remarks = [
        remark(place, version.project.consent_field, NO_CONSENT)
        for place in _refusing(frame, version.project.consent_field)
    ]
    for decision in decider:
        if len(remarks) < MAX_NAMED_ORPHANS:
            remarks += [
                remark(place, decision.field.name, ORPHAN_ANSWER)
                for place in np.flatnonzero(decision.kinds == HIDDEN + ORPHAN).tolist()
            ]
        codes, values = _answers(decider, decision.field)
        rows.append(_column(version, decision.field.name, decision.kinds, codes, values))
        if len(rows) >= COLUMNS_PER_STATEMENT:
            AnswerColumn.objects.bulk_create(rows)
            rows = []
    AnswerColumn.objects.bulk_create(rows)
    version.row_count = len(frame)
    version.save(update_fields=["row_count"])
    remarks = remarks[:MAX_NAMED_ORPHANS]
    return remarks + check_values(dictionary, frame, file, row_in_file, now=now)


def _refusing(frame, consent_field):
    """Return positions of rows whose answer to the question of consent is no."""
    if not consent_field:
        return []
    codes, texts = frame.column(consent_field)
    return np.flatnonzero(np.array([text == REFUSED_CONSENT for text in texts])[codes]).tolist()


def _records(frame):
    numbers = {}
    return np.array(
        [numbers.setdefault(key.record, len(numbers)) for key in frame.keys], dtype=np.int64
    )


def _column(version, name, kinds, codes, values=()):
    packed, width = b"", 0
    if codes is not None:
        packed, width = zlib.compress(codes.tobytes(), FAST), codes.dtype.itemsize
    return AnswerColumn(
        version=version,
        name=name,
        kinds=zlib.compress(kinds.tobytes(), FAST),
        codes=packed,
        width=width,
        values=list(values),
    )


def _answers(decider, field):
    """Return (codes, texts). Free text has no codes, because it is read from the rows."""
    if field.type == "checkbox":
        return _ticked(decider, field)
    codes, texts = decider.frame.column(field.name)
    if texts is Presence.values or field.is_free_text:
        return None, ()
    return codes, texts


def _ticked(decider, field):
    """Return (codes, texts), with one text per combination of ticked options: their codes,
    separated by bars."""
    options = list(field.columns.items())
    if not options:
        return None, ()
    ticked = np.column_stack(
        [decider.any_ticked(field, {code}).astype(np.uint8) for _, code in options]
    )
    packed = np.ascontiguousarray(np.packbits(ticked, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    texts = [
        "|".join(code for (_, code), on in zip(options, ticked[row], strict=True) if on)
        for row in first
    ]
    return codes.astype(smallest_type(len(texts))), texts
