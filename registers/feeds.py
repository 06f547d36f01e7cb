"""Read RSS feeds of the registers: trials added or changed in the last seven days."""

from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from .records import NotARegisterFile


def read_xml(data: bytes, kind: str):
    """Return the root of a document; raise `NotARegisterFile`, also if it declares entities."""
    try:
        return defusedxml.ElementTree.fromstring(data)
    except DefusedXmlException as error:
        raise NotARegisterFile(
            f"the {kind} declares entities or refers to other files, which no register does"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotARegisterFile(f"it is not a valid {kind} ({error})") from error


def numbers_in_feed(data: bytes, in_link, in_text) -> set[str]:
    """Return the number of every item, from its link, else from its text; patterns have one group.

    Raise `NotARegisterFile` for an item without a number: its change would otherwise be lost.
    """
    root = read_xml(data, "RSS feed")
    if root.tag != "rss":
        raise NotARegisterFile(f"it is not an RSS feed but other XML, '{root.tag[:40]}'")
    numbers = set()
    for place, item in enumerate(root.iter("item"), start=1):
        text = f"{item.findtext('title', '')} {item.findtext('description', '')}"
        match = in_link.search(item.findtext("link", "")) or in_text.search(text)
        if not match:
            raise NotARegisterFile(f"item {place} of the feed names no trial")
        numbers.add(match[1])
    return numbers
