"""Checks of the changes from one status to another."""


class InvalidTransition(ValueError):
    """A change of status that is not allowed at all, or not for this person."""


def check_step(steps, states, old, new):
    """Raise InvalidTransition unless `steps` allows the change from `old` to `new`."""
    allowed = steps[old]
    if new in allowed:
        return
    names = " or ".join(f"“{states(state).label}”" for state in states if state in allowed)
    raise InvalidTransition(
        f"“{states(old).label}” cannot become “{states(new).label}”. It can become {names}."
        if names
        else f"“{states(old).label}” is a final status and cannot be changed."
    )


def refuse_own_work(writers, by):
    """Raise InvalidTransition if the id of `by` is in `writers`."""
    if by.pk in set(writers):
        raise InvalidTransition(
            f"{by.get_username()} has worked on this text. Another person must approve it."
        )
