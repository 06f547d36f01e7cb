"""Answers as the EudraCT form gives them."""

NOT_PRESENT = "Information not present in EudraCT"


def answer(value: bool | None) -> str:
    """Yes or No, and a third answer for what old records were never asked."""
    return NOT_PRESENT if value is None else "Yes" if value else "No"


def answers(questions: dict[str, bool | None]) -> list[str]:
    """One line a question: "E.6.1 Diagnosis: No"."""
    return [f"{label}: {answer(value)}" for label, value in questions.items()]
