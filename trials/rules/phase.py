from .lead import agreed, disagreement, euctr_voices, source

PHASES = ("I", "II", "III", "IV")


def phase_name(phases):
    """Return "I/II" for {"I", "II"}, "unknown" for no phase."""
    return "/".join(phase for phase in PHASES if phase in phases) or "unknown"


def trial_phase(protocols):
    """Return the phase that CTIS states, else the most frequent set of phases among the EU records.
    Of several that are equally frequent and late, the earliest phase counts."""
    ctis = [p.phases for p in protocols if p.register == "ctis" and p.phases]
    if ctis:
        return phase_name(ctis[0])
    stated = ((phase_name(p.phases), p) for p in euctr_voices(protocols) if p.phases)
    return agreed(stated, order=_place) or "unknown"


def _place(name):
    return [PHASES.index(phase) for phase in name.split("/")]


def phase_conflict(protocols):
    return disagreement((source(p), phase_name(p.phases)) for p in protocols)
