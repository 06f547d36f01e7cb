"""Sensitivity of any model of the catalogue: tornado, two-way table and threshold."""

from ..limits import MICROSECONDS_PER_VALUE
from ..present_value import bisect
from ..reasons import E_KEY, E_NO_ROOT, E_RANGE, Refused, Undefined
from ..sensitivity import Swing
from .running import Model, plain

MAX_INPUTS_VARIED, MAX_CELLS = 100, 2_500
INNER = {"model": "name of the model", "inputs": "its inputs", "result": "name of the result"}


def _inner(read):
    """Return (model, inputs) of the model that is varied."""
    from ..reader import Reader
    from . import MODELS as ALL

    name = read.text("model")
    if name not in ALL or name in {model.name for model in MODELS}:
        read.refuse(E_KEY, "model", f"{name} is not a model that can be varied.")
    model, inputs, wanted = ALL[name], read.object("inputs").values, read.text("result")
    if wanted not in model.results(Reader(inputs, limits=read.limits)):
        read.refuse(E_KEY, "result", f"{wanted} is not a result of {model.name}.")
    return model, inputs


def _evaluate(read, model, inputs):
    """Return the result as a number; raise Undefined."""
    from ..reader import Reader

    wanted = read.text("result")
    try:
        value = plain(model.results(Reader(inputs, limits=read.limits))[wanted][1]())
    except (OverflowError, ZeroDivisionError):
        value = E_RANGE
    if value == E_RANGE:
        raise Undefined(E_RANGE, wanted)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused(E_RANGE, "result", f"{wanted} is not a single number.")
    return float(value)


def _evaluate_or_code(read, model, inputs):
    """Return the result as a number, or the reason code of inputs for which it is not defined. All
    other inputs are still compared."""
    try:
        return _evaluate(read, model, inputs)
    except Refused:
        raise
    except Undefined as undefined:
        note = undefined.note
        read.notes.setdefault((note.where, note.code), note)
        return note.code


def _swing(name, inputs, unit, results):
    """Return the row of one input; `unit` is that of its low and high value. Its range is a reason
    code if the result is not defined at one of the two ends."""
    low, high = inputs
    row = {"name": name, "low_input": low, "high_input": high, "input_unit": unit}
    code = next((each for each in results if isinstance(each, str)), None)
    at_low, at_high = results
    spread = code or Swing(name, low, high, at_low, at_high).range
    return row | {"at_low": at_low, "at_high": at_high, "range": spread}


def _by_range(rows):
    """Return the rows with the largest range first, and rows without a range at the end."""
    return sorted(rows, key=lambda row: 0 if isinstance(row["range"], str) else -row["range"])


def _with(read, inputs, path, change):
    """Return a copy of `inputs` in which `change` was applied to every number at `path`. Each step
    of a path such as costs.amount is a key; in a list it applies to all items."""
    key, _, rest = path.partition(".")
    if not isinstance(inputs, dict) or key not in inputs:
        read.refuse(E_KEY, "vary", f"{path} is not among the inputs.")
    return inputs | {key: _changed(read, inputs[key], rest, change)}


def _changed(read, value, rest, change):
    if isinstance(value, (list, tuple)):
        return [_changed(read, each, rest, change) for each in value]
    if rest:
        return _with(read, value, rest, change)
    read.limits.spend(MICROSECONDS_PER_VALUE)
    try:
        return change(float(value))
    except (TypeError, ValueError):
        read.refuse(E_RANGE, "vary", "Only numbers can be varied.")


def _tornado(read):
    def swings():
        model, inputs = _inner(read)
        rows = read.objects("vary")
        if len(rows) > MAX_INPUTS_VARIED:
            read.refuse(E_RANGE, "vary", f"At most {MAX_INPUTS_VARIED} inputs can be varied.")
        found = []
        for row in rows:
            path = row.text("path")
            if row.has("low") or row.has("high"):
                low, high, unit = row.number("low"), row.number("high"), "as the input"
                pair = [_with(read, inputs, path, lambda _, end=end: end) for end in (low, high)]
            else:
                share = row.number("share", 0, 1, default=read.number("share", 0, 1, default=0.2))
                low, high, unit = 1 - share, 1 + share, "times the input"
                pair = [
                    _with(read, inputs, path, lambda value, end=end: value * end)
                    for end in (low, high)
                ]
            ends = [_evaluate_or_code(read, model, each) for each in pair]
            found.append(_swing(row.text("name", path), (low, high), unit, ends))
        return _by_range(found)

    return {
        "base": ("as the result", lambda: _evaluate(read, *_inner(read))),
        "swings": ("as the result", swings),
    }


def _two_way(read):
    def table():
        model, inputs = _inner(read)
        first, second = read.object("first"), read.object("second")
        rows, columns = first.numbers("values"), second.numbers("values")
        if len(rows) * len(columns) > MAX_CELLS:
            read.refuse(E_RANGE, "values", f"At most {MAX_CELLS:,} cells.")
        return [
            [
                _evaluate_or_code(
                    read,
                    model,
                    _with(
                        read,
                        _with(read, inputs, first.text("path"), lambda _, one=one: one),
                        second.text("path"),
                        lambda _, other=other: other,
                    ),
                )
                for other in columns
            ]
            for one in rows
        ]

    return {"table": ("as the result", table)}


def _threshold(read):
    def value():
        model, inputs = _inner(read)
        path, target = read.text("path"), read.number("target", default=0.0)

        def distance(end):
            return _evaluate(read, model, _with(read, inputs, path, lambda _: end)) - target

        found = bisect(distance, read.number("low"), read.number("high"))
        if found is None:
            raise Undefined(
                E_NO_ROOT, "path", "The result does not reach the target between low and high."
            )
        return found

    return {"value": ("as the input", value)}


MODELS = (
    Model(
        "tornado",
        "One-way sensitivity of a model",
        INNER
        | {
            "vary": "list of {path, name, low and high, or share}: path is a key, or keys with "
            "dots through lists and objects, such as costs.amount",
            "share": "relative range of rows without a range (0.2)",
        },
        _tornado,
    ),
    Model(
        "two_way",
        "Two-way sensitivity of a model",
        INNER | {"first": "{path, values}: rows", "second": "{path, values}: columns"},
        _two_way,
    ),
    Model(
        "threshold",
        "The value of one input that gives a wanted result",
        INNER
        | {
            "path": "the input",
            "low": "number",
            "high": "number",
            "target": "wanted result (0)",
        },
        _threshold,
    ),
)
