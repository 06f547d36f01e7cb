"""Areas inside each other: a country and its NUTS regions.

Inhabitants of a region are also those of the country around it. Each is counted once: in the
smallest area that is known.
"""


def own_numbers(numbers):
    """Return {code: number without those of the known areas right inside it}, never below 0.

    `numbers` are {code: number, or None where it is not known}. An area lies inside another whose
    code its own begins with: AT130 in AT13, AT13 in AT.
    """
    own = {code: number for code, number in numbers.items() if number is not None}
    for code in own:
        around = next(
            (code[:length] for length in range(len(code) - 1, 1, -1) if code[:length] in own), None
        )
        if around:
            own[around] = own[around] - numbers[code]
    return {code: max(number, 0) for code, number in own.items()}


def shared_out(total, weights):
    """Return {code: part of a total} by the share of each weight; nothing without any weight."""
    whole = sum(weights.values())
    return {code: total * weight / whole for code, weight in weights.items()} if whole else {}
