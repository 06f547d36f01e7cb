from .lead import disagreement, euctr_voices, most_frequent, source

PHASES = ("I", "II", "III", "IV")


def phase_name(phases):
    """{"I", "II"} -> "I/II"; nothing -> "unknown"."""
    return "/".join(phase for phase in PHASES if phase in phases) or "unknown"


def trial_phase(protocols):
    """CTIS if it states one, else the most frequent set of phases among the EU records."""
    ctis = [p.phases for p in protocols if p.register == "ctis" and p.phases]
    if ctis:
        return phase_name(ctis[0])
    stated = [phase_name(p.phases) for p in euctr_voices(protocols) if p.phases]
    return most_frequent(stated) or "unknown"


def phase_conflict(protocols):
    return disagreement((source(p), phase_name(p.phases)) for p in protocols)
