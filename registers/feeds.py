"""RSS feeds of the registers: what was added or changed in the last seven days."""

from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from .records import NotARegisterFile


def read_xml(data: bytes, kind: str):
    """The root of a document; raises `NotARegisterFile`, also for one that declares entities."""
    try:
        return defusedxml.ElementTree.fromstring(data)
    except DefusedXmlException as error:
        raise NotARegisterFile(
            f"the {kind} declares entities or refers to other files, which no register does"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotARegisterFile(f"it is no {kind}, or a damaged one ({error})") from error


def numbers_in_feed(data: bytes, in_link, in_text) -> set[str]:
    """The number of every item, from its link or else from its text; patterns have one group.

    An item without a number would be a change that nobody sees, so it makes the feed unreadable.
    """
    root = read_xml(data, "RSS feed")
    if root.tag != "rss":
        raise NotARegisterFile(f"it is no RSS feed but XML of another kind, '{root.tag[:40]}'")
    numbers = set()
    for place, item in enumerate(root.iter("item"), start=1):
        text = f"{item.findtext('title', '')} {item.findtext('description', '')}"
        match = in_link.search(item.findtext("link", "")) or in_text.search(text)
        if not match:
            raise NotARegisterFile(f"item {place} of the feed names no trial")
        numbers.add(match[1])
    return numbers
