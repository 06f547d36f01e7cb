"""What an import wrote in each row, with the values before it, so that it can be undone."""

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

encoder = DjangoJSONEncoder()


def plain(values):
    """Return the values as JSON stores them."""
    return {
        name: value if value is None or isinstance(value, bool | int | float | str)
        else encoder.default(value)
        for name, value in values.items()
    }  # fmt: skip


def entry_of(row, before, after):
    """Return the entry of a saved row; `before` is None for a row that the import added."""
    return {
        "model": row._meta.label,
        "pk": row.pk,
        "before": before and plain(before),
        "after": plain(after),
    }


def take_back(journal, is_needed):
    """Restore or delete the rows of a journal, the last one first, in the transaction of the
    caller. Rows that changed since, and added rows that `is_needed` says are needed, are kept.

    Return (the rows that were still there, sentences on those that are kept).
    """
    rows, kept = [], []
    for entry in reversed(journal):
        model = apps.get_model(entry["model"])
        row = model.objects.select_for_update(of=("self",)).filter(pk=entry["pk"]).first()
        if row is None:
            continue
        rows.append(row)
        now = plain({name: getattr(row, name) for name in entry["after"]})
        if now != entry["after"]:
            kept.append(f"{row} was changed after the import and is kept.")
        elif entry["before"] is not None:
            for name, value in entry["before"].items():
                setattr(row, name, row._meta.get_field(name).to_python(value))
            row.save()
        elif is_needed(row):
            kept.append(f"{row} is needed by other rows and is kept.")
        else:
            row.delete()
    return rows, kept
