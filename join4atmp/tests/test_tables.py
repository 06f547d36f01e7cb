"""On a phone, a row of a table is a card, and each of its values has the name of its column."""

import re
from pathlib import Path

from django.conf import settings

TABLE = re.compile(r'<table class="table"[^>]*>.*?</table>', re.DOTALL)
CELL = re.compile(r"<td\b[^>]*>")
# Cells of the whole row, and the number that is the title of a card.
WITHOUT_NAME = ("colspan=", "cell-number")
MOST_COLUMNS_WITHOUT_NAMES = 2  # a card of a heading and one value


def test_every_value_of_a_row_has_the_name_of_its_column_on_a_phone():
    (folder,) = map(Path, settings.TEMPLATES[0]["DIRS"])
    tables, nameless = 0, []
    for path in sorted(folder.rglob("*.html")):
        for table in TABLE.findall(path.read_text("utf-8")):
            if table.count('<th scope="col"') <= MOST_COLUMNS_WITHOUT_NAMES:
                continue
            tables += 1
            nameless += [
                f"{path.relative_to(folder)}: {cell}"
                for cell in CELL.findall(table)
                if "data-label=" not in cell and not any(word in cell for word in WITHOUT_NAME)
            ]

    assert tables > 10
    assert nameless == [], "\n".join(nameless)
