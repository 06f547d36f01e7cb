"""Decisions of authorities and opinions of ethics committees, in the words of EudraCT. Any other
word is neither a permission nor a refusal."""

from .values import british

PERMISSIONS = ("authorised", "favourable")
REFUSALS = ("not authorised", "not favourable", "unfavourable", "refused")


def _plain(word):
    return british(word).replace("-", " ")


def is_permission(word):
    return _plain(word) in PERMISSIONS


def is_refusal(word):
    return _plain(word).startswith(REFUSALS)


def is_known(word):
    return _plain(word) in (*PERMISSIONS, *REFUSALS)
