"""Answers as the EudraCT form gives them."""

NOT_PRESENT = "Information not present in EudraCT"


def answer(value: bool | None) -> str:
    """Return Yes or No, or a third answer for questions that old records do not have."""
    return NOT_PRESENT if value is None else "Yes" if value else "No"


def answers(questions: dict[str, bool | None]) -> list[str]:
    """Return one line per question: "E.6.1 Diagnosis: No"."""
    return [f"{label}: {answer(value)}" for label, value in questions.items()]
