from .lead import agreed, disagreement, euctr_voices, source

PHASES = ("I", "II", "III", "IV")


def phase_name(phases):
    """{"I", "II"} -> "I/II"; nothing -> "unknown"."""
    return "/".join(phase for phase in PHASES if phase in phases) or "unknown"


def trial_phase(protocols):
    """CTIS if it states one, else the most frequent set of phases among the EU records; of several
    that are as frequent and as late, the earliest phase."""
    ctis = [p.phases for p in protocols if p.register == "ctis" and p.phases]
    if ctis:
        return phase_name(ctis[0])
    stated = ((phase_name(p.phases), p) for p in euctr_voices(protocols) if p.phases)
    return agreed(stated, order=_place) or "unknown"


def _place(name):
    return [PHASES.index(phase) for phase in name.split("/")]


def phase_conflict(protocols):
    return disagreement((source(p), phase_name(p.phases)) for p in protocols)
