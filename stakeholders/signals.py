"""The signals of the register of contacts, for the apps above it."""

from django.dispatch import Signal

# Sent in the transaction of an erasure, with `names` and `emails` of the person: a receiver removes
# them from the texts of its app, and returns {kind of row: number of changed or removed rows}.
person_erased = Signal()
