"""Remove invisible characters from cells. This module does not use Django."""

import re

# Characters that end a line for some programs, and spaces of all kinds.
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters; characters without width, with which a name looks like another one; and what
# turns the direction of a text.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
    # Some scripts need joiners between two letters; elsewhere they are invisible too.
    "|(?<![\u0600-\u0dff\U0001f000-\U0001ffff\ufe0f])[\u200c\u200d]|[\u200c\u200d](?!\\w|[\u2600-\u27bf\U0001f000-\U0001ffff])"
)


def cleaned(text):
    """Return the text, and whether invisible characters were removed from it."""
    if text.isprintable():
        return text.strip(), False
    even = BLANKS.sub(" ", LINE_ENDS.sub("\n", text))
    visible = INVISIBLE.sub("", even)
    return visible.strip(), visible != even
