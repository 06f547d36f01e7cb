"""The records of a run's stored pages."""

from registers import NotARegisterFile, Problem, read_bytes


def items_of(page):
    """Return the records and problems of a page. A page is empty if the register sent none of its
    records."""
    if not page.data:
        return []
    try:
        return list(read_bytes(page.data, page.key))
    except NotARegisterFile as error:
        return [Problem(page.key, "", 0, str(error))]
