"""Values as both registers print them: days, numbers of persons, numbers of trials."""

import re
from datetime import date

NCT_NUMBER = re.compile(r"NCT\d{8}")


def day(text):
    """A date of the register, None where it says nothing or something else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def whole_number(text):
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text.strip()) else None


def nct_number(text):
    """The ClinicalTrials.gov number in a text; the placeholder NCT00000000 is none."""
    found = NCT_NUMBER.search(text.upper().replace(" ", ""))
    return found[0] if found and found[0] != "NCT00000000" else ""
