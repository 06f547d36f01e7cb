"""Comparison of the rows of a record file with the stored rows."""

import hashlib
import json

from ..models import (
    Layout,
    PersonalAnswers,
    Response,
    ResponseBefore,
    pack_cells,
    unpack_cells,
)
from ..redcap import Key

ROWS_PER_STATEMENT = 200
WITHHELD = "[withheld]"  # stored in place of a personal answer, to show that there was one


def layout_of(project, columns):
    sha256 = hashlib.sha256("\n".join(columns).encode()).hexdigest()
    return Layout.objects.get_or_create(
        project=project, sha256=sha256, defaults={"columns": list(columns)}
    )[0]


class RowWriter:
    """Compares rows one by one with the stored rows, counts them and writes them in batches."""

    def __init__(self, *, project, version, data_import, columns, personal):
        self.project, self.version, self.data_import = project, version, data_import
        self.columns, self.layout = columns, layout_of(project, columns)
        self.places = frozenset(columns)
        self.personal = [(place, name) for place, name in enumerate(columns) if name in personal]
        self.keeps_personal = project.keeps_personal and not project.is_anonymous
        self.created = self.changed = self.unchanged = 0
        self.known = self._known()
        self.met, self.records = set(), set()
        self.new, self.updated, self.befores, self.new_personal = [], [], [], []
        self.touched_versions = {version.pk}

    def _known(self):
        """Return {Key: (primary key, layout, digest, version)} of the stored rows."""
        rows = self.project.responses.values_list(
            "record", "event", "instrument", "instance", "pk", "layout_id", "digest", "version_id"
        )
        return {Key(*row[:4]): row[4:] for row in rows.iterator(2_000)}

    def take(self, key, cells):
        self.met.add(key)
        self.records.add(key.record)
        cells = list(cells)
        personal = {}
        for place, name in self.personal:
            if cells[place].strip():
                personal[name] = cells[place]
                cells[place] = WITHHELD
        packed = pack_cells(cells)
        digest = self._digest(cells, personal)
        known = self.known.get(key)
        if known is None:
            self.created += 1
            self._create(key, packed, digest, personal)
        elif known[2] == digest and known[1] == self.layout.pk:
            self.unchanged += 1
        else:
            self._compare(known, cells, packed, digest, personal)
        if len(self.new) + len(self.updated) >= ROWS_PER_STATEMENT:
            self.flush()

    def _digest(self, cells, personal):
        """Return a hash of the row. Personal answers are included only where they are kept."""
        text = "\x1f".join(cells)
        if self.keeps_personal and personal:
            text += json.dumps(personal, sort_keys=True)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def _create(self, key, packed, digest, personal):
        response = Response(
            project=self.project,
            version=self.version,
            record=key.record,
            event=key.event,
            instrument=key.instrument,
            instance=key.instance,
            layout=self.layout,
            packed=packed,
            digest=digest,
            created_by_import=self.data_import,
        )
        self.new.append(response)
        if personal and self.keeps_personal:
            self.new_personal.append((response, personal))

    def _compare(self, known, cells, packed, digest, personal):
        """Change a stored row if an answer changed. Answers are compared by column, because a
        question that was removed from the dictionary does not change the other answers."""
        old = Response.objects.select_related("layout").get(pk=known[0])
        pairs = zip(self.columns, cells, strict=True)
        now = {name: text for name, text in pairs if _says_something(name, text)}
        before = {
            name: text
            for name, text in old.cells.items()
            if name in self.places and _says_something(name, text)
        }
        kept = PersonalAnswers.objects.filter(response=old).first()
        same_people = not self.keeps_personal or (kept.values if kept else {}) == personal
        if now == before and same_people:
            self.unchanged += 1
            return
        self.changed += 1
        self.befores.append(
            ResponseBefore(
                data_import=self.data_import,
                response=old,
                version_id=old.version_id,
                layout_id=old.layout_id,
                packed=old.packed,
                digest=old.digest,
                personal=kept.values if kept else None,
            )
        )
        self.touched_versions.add(old.version_id)
        old.version, old.layout = self.version, self.layout
        old.packed, old.digest = packed, digest
        self.updated.append(old)
        if self.keeps_personal:
            PersonalAnswers.objects.update_or_create(response=old, defaults={"values": personal})

    def flush(self):
        Response.objects.bulk_create(self.new)
        PersonalAnswers.objects.bulk_create(
            PersonalAnswers(response=response, values=values)
            for response, values in self.new_personal
        )
        ResponseBefore.objects.bulk_create(self.befores)
        if self.updated:
            Response.objects.bulk_update(self.updated, ["version", "layout", "packed", "digest"])
        self.new, self.updated, self.befores, self.new_personal = [], [], [], []

    @property
    def missing_keys(self):
        return [known[0] for key, known in self.known.items() if key not in self.met]

    @property
    def missing_records(self):
        return {key.record for key in self.known} - self.records


def _says_something(name, text):
    """Return whether a cell is an answer. A box that is not ticked is none, because files with one
    line per value leave it out."""
    return bool(text) and not (text == "0" and "___" in name)


def stored_rows(version):
    """Yield (columns, Key, cells) of the rows of a version, in the order of their primary keys."""
    layouts = {}
    rows = version.responses.order_by("pk").values_list(
        "record", "event", "instrument", "instance", "layout_id", "packed"
    )
    for record, event, instrument, instance, layout, packed in rows.iterator(500):
        if layout not in layouts:
            layouts[layout] = tuple(Layout.objects.get(pk=layout).columns)
        yield layouts[layout], Key(record, event, instrument, instance), unpack_cells(packed)
