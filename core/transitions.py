"""States move by named steps, and a step that does not exist is refused in words."""


class InvalidTransition(ValueError):
    """The step does not exist, or this person may not take it. The message says which and why."""


def check_step(steps, states, old, new):
    allowed = steps[old]
    if new in allowed:
        return
    names = " or ".join(f"“{states(state).label}”" for state in states if state in allowed)
    raise InvalidTransition(
        f"“{states(old).label}” cannot become “{states(new).label}”; it can become {names}."
        if names
        else f"“{states(old).label}” is the end of the road."
    )


def refuse_own_work(writers, by):
    """`writers` are ids of accounts; raises InvalidTransition if `by` is one of them."""
    if by.pk in set(writers):
        raise InvalidTransition(
            f"{by.get_username()} has worked on this text. Another person must approve it."
        )
