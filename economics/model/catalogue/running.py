"""Calculation of a model of the catalogue. Each result is calculated alone, so that an undefined
one does not affect the others."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .. import MODEL_VERSION
from ..limits import Limits
from ..reader import Reader
from ..reasons import (
    BAD_INPUT,
    E_KEY,
    E_RANGE,
    E_VERSION,
    MEANINGS,
    W_CAPACITY,
    Note,
    Refused,
    Undefined,
)

COMMON_KEYS = {"currency": "currency of all amounts", "price_year": "price year of all amounts"}


@dataclass(frozen=True)
class Model:
    """One model of the catalogue. `keys` is {input: help}; `results` takes a Reader and returns
    {result: (unit, function)}."""

    name: str
    title: str
    keys: dict
    results: Callable


def run(models, document, *, limits=None):
    notes = []
    if not isinstance(document, dict):
        return _refused(Note(E_RANGE, "", "The file must contain one JSON object."))
    version = document.get("model_version", MODEL_VERSION)
    if str(version).partition(".")[0] != MODEL_VERSION.partition(".")[0]:
        notes.append(
            Note(
                E_VERSION,
                "model_version",
                f"The file was written for model version {version}; this is {MODEL_VERSION}. "
                "Inputs that both versions know were used.",
            )
        )
    name = document.get("model")
    if not isinstance(name, str) or name not in models:
        return _refused(Note(E_KEY, "model", f"model must be one of: {', '.join(models)}."))
    inputs = document.get("inputs", {})
    if not isinstance(inputs, dict):
        return _refused(Note(E_RANGE, "inputs", "inputs must be an object."))
    model = models[name]
    known = {**model.keys, **COMMON_KEYS}
    for key in inputs:
        if key not in known:
            notes.append(Note(E_KEY, key, f"{key} is not an input of {name}."))
    money = {key: inputs[key] for key in COMMON_KEYS if inputs.get(key)}
    read = Reader(inputs, money=money, limits=limits or Limits())
    results, units = {}, {}
    for result, (unit, function) in _offered(model, read).items():
        results[result] = _value_of(function, result, read)
        units[result] = _unit(unit, read.money_unit)
    return {
        "model": name,
        "model_version": MODEL_VERSION,
        "results": results,
        "units": units,
        "warnings": [_plain_note(note) for note in (*notes, *read.notes.values())],
    }


def _offered(model, read):
    """Return the results of a model; none, with the reason noted, if the question is refused."""
    try:
        return model.results(read)
    except Refused as refused:
        read.notes.setdefault((refused.note.where, refused.note.code), refused.note)
        return {}


def is_bad_input(answer):
    """Return whether an answer of `run` refused any input."""
    return any(warning["code"] in BAD_INPUT for warning in answer["warnings"])


def _refused(note):
    return {
        "model": None,
        "model_version": MODEL_VERSION,
        "results": {},
        "units": {},
        "warnings": [_plain_note(note)],
    }


def _plain_note(note):
    return {"code": note.code, "where": note.where, "message": note.message}


def _value_of(function, result, read):
    try:
        with np.errstate(all="ignore"):
            value = plain(function())
    except Undefined as undefined:
        note = undefined.note
        read.notes.setdefault((note.where, note.code), note)
        return note.code
    except (OverflowError, ZeroDivisionError):
        value = E_RANGE
    if isinstance(value, str) and value == E_RANGE:
        read.notes.setdefault((result, E_RANGE), Note(E_RANGE, result, MEANINGS[E_RANGE]))
    return value


def plain(value):
    """Return numbers, lists and objects as JSON types; a number that is not finite becomes
    E_RANGE."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    return float(value) if np.isfinite(value) else E_RANGE


def _unit(unit, money):
    if unit != "money" and not unit.startswith("money "):
        return unit
    currency = " ".join(str(money[key]) for key in COMMON_KEYS if money.get(key))
    return unit.replace("money", currency or "money without a currency", 1)


def note_limited_years(read, wanted, treated):
    """Note the years, counted from 0, in which the slots are fewer than the wanted patients."""
    limited = np.flatnonzero(wanted > treated + 1e-9)
    if limited.size:
        years = ", ".join(map(str, limited))
        read.note(W_CAPACITY, "slots", f"The slots limit the patients in years {years}.")


def once(function):
    """Return a function that calculates its value, or its Undefined, only once."""
    kept = []

    def call():
        if not kept:
            try:
                kept.append((function(), None))
            except Undefined as undefined:
                kept.append((None, undefined))
        value, undefined = kept[0]
        if undefined:
            raise undefined
        return value

    return call
