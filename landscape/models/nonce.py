"""The random part of a personal link. Another nonce makes old links invalid."""

import secrets

NONCE_BYTES = 8


def new_nonce():
    return secrets.token_hex(NONCE_BYTES)
