"""What a person saw: a page carries a digest of its data, which its decision is compared with."""

import json
from hashlib import blake2b


def digest_of(data):
    """Return a digest of plain data. The order of the keys of a dictionary does not matter."""
    text = json.dumps(data, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()
