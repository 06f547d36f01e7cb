"""Generate the demonstration as files, one at a time, so that only one is in memory."""

from collections.abc import Iterable, Iterator
from itertools import islice

from . import ctis_json, euctr_text
from .composition import CTIS, EUCTR, seats
from .plan import plan
from .trial import Trial

TRIALS_IN_A_FILE = 50


def register_files(trials: int = 640, seed: int = 640) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content) of every download: EUCTR full texts, then CTIS records, one per
    line.

    The same arguments give the same bytes on every machine. 640 trials have the composition
    described in `composition`; other numbers, up to 60,000, have it in proportion.
    """
    in_euctr = (plan(seat, seed) for seat in seats(trials, seed) if seat.register != CTIS)
    for number, part in enumerate(_parts(in_euctr), start=1):
        yield f"euctr_{number:03}.txt", euctr_text.download(part)
    in_ctis = (plan(seat, seed) for seat in seats(trials, seed) if seat.register != EUCTR)
    for number, part in enumerate(_parts(in_ctis), start=1):
        yield f"ctis_{number:03}.ndjson", ctis_json.download(part)


def _parts(trials: Iterable[Trial]) -> Iterator[list[Trial]]:
    trials = iter(trials)
    while part := list(islice(trials, TRIALS_IN_A_FILE)):
        yield part
