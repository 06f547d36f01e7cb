"""The values of a scenario's inputs. Each is checked when it is read."""

from contextlib import suppress

from .inputs import BY_NAME, CHOICE, DEFAULTS, MONEY, RATE, SHARE, UNVERIFIED, WHOLE
from .reader import MONEY_KEYS, Reader
from .reasons import E_KEY, E_RANGE, W_DEFAULT, W_RANGE, Note, Undefined

LABELS = {name: one.label for name, one in BY_NAME.items()}
ENDS = ("low", "high")
LABELS |= {
    f"{one.name}[{place}]": f"{one.label}, {end}"
    for one in BY_NAME.values()
    for place, end in enumerate(ENDS)
}
IN_PERCENT = {name for name, one in BY_NAME.items() if one.kind in (SHARE, RATE)}


class ScenarioValues:
    """Checked values by name. Reading a wrong one raises Undefined. `ranges` {name: (low, high)}
    replaces the general range of an input."""

    def __init__(self, inputs, ranges=None):
        values = DEFAULTS | dict(inputs)
        self.money_unit = {key: values[key] for key in MONEY_KEYS if values[key]}
        self._reader = Reader(values, money=self.money_unit, labels=LABELS, in_percent=IN_PERCENT)
        self._ranges = ranges or {}
        self._known = {}
        for name in inputs:
            if name not in BY_NAME:
                self._reader.note(E_KEY, name, f"{name} is not an input of this model.")

    def __getitem__(self, name):
        if name not in self._known:
            self._known[name] = self._read(BY_NAME[name])
        return self._known[name]

    def _read(self, one):
        if one.kind == CHOICE:
            return self._reader.choice(one.name, one.options)
        if one.name in WHOLE:
            more = {"default": None} if one.optional else {}
            return self._reader.whole(one.name, one.low, one.high, **more)
        if one.kind == MONEY:
            more = {"default": None} if one.optional else {}
            return self._reader.amount(one.name, low=one.low, high=one.high, **more)
        if one.optional:
            return self._reader.number(one.name, one.low, one.high, above=one.above, default=None)
        return self._reader.number(one.name, one.low, one.high, above=one.above)

    def is_given(self, name):
        return self._reader.has(name)

    def is_varied(self, one):
        """Return whether an input varies in sensitivity analyses."""
        return one.is_varied or (one.can_vary and one.name in self._ranges)

    def bounds(self, one):
        """Return the low and high value of an input for sensitivity analyses, within the allowed
        range; raise Undefined."""
        if one.name in self._ranges:
            given = {one.name: self._ranges[one.name]}
            reader = Reader(given, notes=self._reader.notes, labels=LABELS, in_percent=IN_PERCENT)
            low, high = (reader.numbers(one.name, one.low, one.high) + [None])[:2]
            if high is None or low > high:
                self._reader.refuse(
                    E_RANGE,
                    one.name,
                    f"The range of {one.label} is not valid. Enter a low and a high value.",
                )
            return low, high
        value, spread = self[one.name], self["spread"]
        low, high = sorted((value * (1 - spread), value * (1 + spread)))
        if one.low is not None:
            low = max(low, one.low)
        return low, min(high, one.high) if one.high is not None else high

    def check_all(self):
        """Read every input and range, so that each wrong one is noted; return the notes."""
        for name in BY_NAME:
            with suppress(Undefined):
                self[name]
        for name in self._ranges:
            self._check_range(name)
        return list(self._reader.notes.values())

    def _check_range(self, name):
        if name not in BY_NAME or not BY_NAME[name].can_vary:
            self._reader.note(E_KEY, f"ranges.{name}", f"{name} cannot have a range.")
            return
        with suppress(Undefined):
            low, high = self.bounds(BY_NAME[name])
            if self[name] is not None and not low <= self[name] <= high:
                label = BY_NAME[name].label
                text = f"The value of {label} is outside its range from {low:g} to {high:g}."
                self._reader.note(W_RANGE, name, text)

    @property
    def notes(self):
        return list(self._reader.notes.values())


class Overlay:
    """Values of a scenario, some of which are replaced by other values or by one value per draw."""

    def __init__(self, values, replaced):
        self.values, self.replaced = values, replaced

    def __getitem__(self, name):
        return self.replaced[name] if name in self.replaced else self.values[name]


def unverified_defaults(inputs):
    """Yield a note for each unverified default that is in use."""
    for one in BY_NAME.values():
        given = inputs.get(one.name)
        is_default = given in (None, "") or str(given) == str(one.default)
        if is_default and one.mark == UNVERIFIED:
            yield Note(W_DEFAULT, one.name, f"{one.label}: the default is in use and unverified.")
