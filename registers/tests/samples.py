"""Real register files, where they are at hand. They are data, not part of the project; without
them the same tests run on the demonstration texts alone."""

from pathlib import Path

from registers.invented import register_files

REAL = Path(__file__).parents[3] / "shared" / "registers"


def euctr_texts():
    """[(name, bytes)] of full-text downloads."""
    real = [(path.name, path.read_bytes()) for path in sorted(REAL.glob("euctr/full_*.txt"))]
    return real + [(name, data) for name, data in register_files(40) if name.startswith("euctr")]


def ctis_texts():
    """[(name, bytes)] of full CTIS records."""
    real = [
        (path.name, path.read_bytes())
        for pattern in ("ctis/record_*.json", "ctis/legacy_*.json")
        for path in sorted(REAL.glob(pattern))
    ]
    return real + [(name, data) for name, data in register_files(40) if name.startswith("ctis")]
