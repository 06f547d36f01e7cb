"""Merge two products cell by cell, and undo the merge.

Everything that points at the removed product, in this app or above it, is moved to the kept one.
Two studies with the same register number are joined to one; all others become columns of the kept
product. Its former name and address still find the merged product.
"""

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.merging import move_back, move_rows, rows_of, stored, take_back
from core.seen import digest_of

from .cover_sheet import FIRST_FREE_ROW, PRODUCT_FIELDS, STUDY_FIELDS, STUDY_ROWS, VALUES
from .coversheets.content import cells_of
from .models import Dossier, DossierMerge, DossierStudy, FormerName, SheetNote

MOVED_HERE = ("studies", "sheet_notes")  # with another column or row


class NotMergeable(ValueError):
    """The two products cannot be merged, or the merge cannot be undone; the text has the reason."""


def seen_of(one, two):
    """Return a digest of all cells of two products, by which a decision knows what a person saw."""
    return digest_of([sorted(cells_of(each).items()) for each in (one, two)])


def joined_studies(kept, gone):
    """Return [(study of `kept`, study of `gone`)] of studies with a common register number. A pair
    that has the same kind of clinical outcome twice stays two, so that no outcome is lost."""
    pairs, free = [], list(kept.studies.prefetch_related("numbers", "outcomes"))
    for study in gone.studies.prefetch_related("numbers", "outcomes"):
        match = next((one for one in free if _are_one(one, study)), None)
        if match:
            free.remove(match)
            pairs.append((match, study))
    return pairs


def _are_one(one, two):
    numbers, others = ({row.number for row in study.numbers.all()} for study in (one, two))
    aspects, taken = ({row.aspect for row in study.outcomes.all()} for study in (one, two))
    return bool(numbers & others) and not aspects & taken


def choice_of(field, study=None):
    """Return the name of a cell in `take`."""
    return f"study-{study.pk}-{field.key}" if study else field.key


@transaction.atomic
def merge(kept, gone, *, take=(), by, seen=None):
    """Move all of `gone` to `kept`, remove `gone`, and return the DossierMerge.

    `take` has the names by `choice_of` of the cells whose text comes from `gone`; empty cells of
    `kept` are filled in any case. `seen` is the digest of the page on which a person decided.
    Raise NotMergeable.
    """
    if kept.pk == gone.pk:
        raise NotMergeable("A product cannot be merged with itself. Choose two products.")
    locked = Dossier.objects.select_for_update().order_by("pk").in_bulk([kept.pk, gone.pk])
    if len(locked) < 2:
        raise NotMergeable("One of the two no longer exists. Open the list of duplicates again.")
    kept, gone = locked[kept.pk], locked[gone.pk]
    if kept.is_demo != gone.is_demo:
        raise NotMergeable(
            "One of the two is a demonstration. Merge only real products with real products."
        )
    if seen is not None and seen != seen_of(kept, gone):
        raise NotMergeable(
            "Another person changed one of the two after you opened this page. Nothing was merged. "
            "Compare the values below and decide again."
        )
    data = {"kept": stored([kept]), "gone": stored([gone]), "joined": []}
    names = [kept.name, gone.name]
    reason = f"Merged with {gone.name}"[:100]
    for study, other in joined_studies(kept, gone):
        data["joined"].append(_join(study, other, take, by=by, reason=reason))
    data["studies"] = _move_studies(kept, gone)
    data["notes"], dropped = _move_notes(kept, gone, dict(data["studies"].values()))
    data["moved"], removed = move_rows(kept, gone, without=MOVED_HERE)
    data["dropped"] = dropped + removed
    _fill(kept, gone, PRODUCT_FIELDS, take)
    kept.is_public = kept.is_public and gone.is_public
    key, name, slug = gone.pk, gone.name, gone.slug
    _sign(gone, by, f"Merged into {kept.name}")
    gone.delete()
    _save(kept, by, reason)
    former = next((one for one in names if one != kept.name), name)
    data["added"] = FormerName.objects.create(dossier=kept, name=former, slug=slug).pk
    kept.index()
    data["after"] = stored([kept])
    return DossierMerge.objects.create(kept=kept, gone=key, gone_name=name, data=data, by=by)


def _sign(row, by, reason):
    row._history_user, row._change_reason = by, reason[:100]


def _save(row, by, reason):
    _sign(row, by, reason)
    row.save()


def _fill(row, other, fields, take, study=None):
    for field in fields:
        if choice_of(field, study) in take or not getattr(row, field.key):
            setattr(row, field.key, getattr(other, field.key))


def _join(study, other, take, *, by, reason):
    """Make one study of two; return what the undo needs."""
    data = {"kept": stored([study]), "gone": stored([other])}
    data["moved"], data["dropped"] = move_rows(study, other, without=("numbers",))
    _fill(study, other, STUDY_FIELDS, take, other)
    _sign(other, by, reason)
    other.delete()
    _save(study, by, reason)
    data["after"] = stored([study])
    return data


def _move_studies(kept, gone):
    """Make the studies of `gone` the last columns of `kept`; return {key: [old, new column]}."""
    taken = [VALUES - 1, *kept.studies.values_list("position", flat=True)]
    taken += kept.sheet_notes.filter(row__in=STUDY_ROWS).values_list("column", flat=True)
    following = max(taken) + 1
    moved = {}
    for new, study in enumerate(gone.studies.all(), following):
        moved[study.pk] = [study.position, new]
        DossierStudy.objects.filter(pk=study.pk).update(dossier=kept, position=new)
    return moved


def _move_notes(kept, gone, columns):
    """Move notes from unexpected cells: a note of a study follows its column, rows below the
    template follow those of `kept`. Return ({key: [old row, old column]}, removed equal rows)."""
    texts = {(note.row, note.column): note.text for note in kept.sheet_notes.all()}
    below = [row - FIRST_FREE_ROW + 1 for row, _ in texts if row >= FIRST_FREE_ROW]
    moved, removed = {}, []
    for note in gone.sheet_notes.order_by("-row", "column"):
        place = (note.row, note.column)
        if note.row in STUDY_ROWS:
            place = (note.row, columns.get(note.column, note.column))
        elif note.row >= FIRST_FREE_ROW:
            place = (note.row + max(below, default=0), note.column)
        if texts.get(place) == note.text:
            removed += stored([note])
            continue
        if place in texts:
            place = (max(FIRST_FREE_ROW - 1, *(row for row, _ in texts)) + 1, VALUES)
        texts[place] = note.text
        moved[note.pk] = [note.row, note.column]
        SheetNote.objects.filter(pk=note.pk).update(dossier=kept, row=place[0], column=place[1])
    return moved, removed


def undo_merge(merged, *, by):
    """Make two products of one again and return the restored one. Later changes stay with the kept
    product. Raise NotMergeable."""
    try:
        return _undo(merged, by)
    except IntegrityError as error:
        raise NotMergeable(
            "Not undone: something that belonged to the removed product was merged, deleted or "
            "given to another product since then."
        ) from error


@transaction.atomic
def _undo(merged, by):
    merged = DossierMerge.objects.select_for_update().filter(pk=merged.pk).first()
    if merged is None or merged.undone_at:
        raise NotMergeable("This merge is already undone.")
    kept = Dossier.objects.select_for_update().get(pk=merged.kept_id)
    if kept.merges.filter(pk__gt=merged.pk, undone_at=None).exists():
        raise NotMergeable("Undo the later merge of this product first.")
    data, reason = merged.data, f"Merge with {merged.gone_name} undone"
    FormerName.objects.filter(pk=data["added"]).delete()
    take_back(kept, before=data["kept"], after=data["after"])
    _save(kept, by, reason)
    gone = _restored(data["gone"], by, reason)
    move_back(data["moved"], kept=kept.pk, gone=gone.pk)
    for key, (position, _) in data["studies"].items():
        rows = DossierStudy.objects.filter(pk=key, dossier=kept)
        rows.update(dossier=gone, position=position)
    for key, (row, column) in data["notes"].items():
        SheetNote.objects.filter(pk=key, dossier=kept).update(dossier=gone, row=row, column=column)
    for joined in data["joined"]:
        _divide(joined, kept, by, reason)
    dropped = list(rows_of(data["dropped"]))
    for row in dropped:
        row.save()
    # The database would check foreign keys only at the end of the transaction, too late for a
    # reason.
    tables = {row.object._meta.db_table for row in dropped}
    connection.check_constraints({*tables, Dossier._meta.db_table, DossierStudy._meta.db_table})
    for dossier in (kept, gone):
        Dossier.objects.get(pk=dossier.pk).index()
    merged.undone_at, merged.undone_by = timezone.now(), by
    merged.save(update_fields=["undone_at", "undone_by"])
    return gone


def _restored(data, by, reason):
    """Create a removed product or study again, with its words and numbers."""
    [row] = rows_of(data)
    _save(row.object, by, reason)
    if isinstance(row.object, Dossier):
        created_at = row.object._meta.get_field("created_at").to_python(
            data[0]["fields"]["created_at"]
        )
        Dossier.objects.filter(pk=row.object.pk).update(created_at=created_at)
    return row.object


def _divide(joined, kept, by, reason):
    study = kept.studies.filter(pk=joined["kept"][0]["pk"]).first()
    if study:
        take_back(study, before=joined["kept"], after=joined["after"])
        _save(study, by, reason)
    other = _restored(joined["gone"], by, reason)
    move_back(joined["moved"], kept=joined["kept"][0]["pk"], gone=other.pk)
    for row in rows_of(joined["dropped"]):
        row.save()
