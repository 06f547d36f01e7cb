"""Unpack bodies of answers piece by piece, never beyond a limit and never silently cut."""

import zlib

WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS


class TooLarge(ValueError):
    """The body has more bytes than the limit, packed or unpacked."""


class Damaged(ValueError):
    """The packed body is not an archive, or it is incomplete; the message says which."""


class Unpacker:
    """An unpacker that is given the bytes as they arrive; `finish` returns the whole body.

    A library that unpacks by itself takes a cut gzip for a whole one and a small bomb for as much
    memory as it likes.
    """

    def __init__(self, encoding: str, largest: int):
        self._packed = {"": "", "identity": "", "x-gzip": "gzip"}.get(encoding, encoding)
        if self._packed not in ("", "gzip", "deflate"):
            raise Damaged(f"it is packed as '{encoding[:40]}', which was not asked for")
        self._largest = largest
        self._inflater = None
        self._parts: list[bytes] = []
        self._size = 0
        self.received = 0

    def feed(self, data: bytes):
        self.received += len(data)
        if self.received > self._largest:
            raise TooLarge
        if not self._packed:
            self._keep(data)
            return
        while data:
            data = self._inflate(data)

    def finish(self) -> bytes:
        if self._inflater and not self._inflater.eof:
            raise Damaged("its packed content is incomplete")
        return b"".join(self._parts)

    def _inflate(self, data):
        """Unpack one piece and return the remaining bytes."""
        if self._inflater is None or self._inflater.eof:
            self._inflater = zlib.decompressobj(self._window(data))
        try:
            # One byte more than allowed is enough to see that there is too much.
            self._keep(self._inflater.decompress(data, self._largest + 1 - self._size))
        except zlib.error as error:
            raise Damaged("its packed content cannot be unpacked") from error
        return self._inflater.unused_data or self._inflater.unconsumed_tail

    def _window(self, data):
        if self._packed == "gzip":
            return WITH_GZIP_HEADER
        # Some servers send "deflate" without the two bytes at the start that zlib writes.
        return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS

    def _keep(self, data):
        self._size += len(data)
        if self._size > self._largest:
            raise TooLarge
        self._parts.append(data)
