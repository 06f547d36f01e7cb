"""Fields that the logic of a field uses, logic that cannot be used, and the order of decisions."""

from .evaluate import Meaning, compiled
from .logic import LogicError, parse


def dependencies_of(text):
    """Return the names of the fields in a text of logic; raise LogicError."""
    return {variable.name for variable in parse(text).variables if variable.name}


def meaning_of(dictionary, missing=None):
    """Return the `Meaning` of a dictionary. `missing` is {field: missing codes}, by default the
    codes that the dictionary suggests."""
    if missing is None:
        missing = {one.name: one.missing_codes for one in dictionary.fields}
    return Meaning(dictionary.coded, missing)


def unread_logic(dictionary):
    """Return {field: reason why its logic is not used}. These fields count as shown, and pages
    count them."""
    meaning = meaning_of(dictionary)
    found = {}
    for field in dictionary.fields:
        if field.logic:
            reason = _reason_against(dictionary, field, meaning)
            if reason:
                found[field.name] = reason
    for circle in loops(dictionary, found):
        names = ", ".join(sorted(circle))
        for name in circle:
            found[name] = f"The logic of these fields is circular: {names}."
    return {one.name: found[one.name] for one in dictionary.fields if one.name in found}


def _reason_against(dictionary, field, meaning):
    try:
        logic = parse(field.logic)
        compiled(logic, meaning)
    except LogicError as error:
        return str(error)
    for variable in logic.variables:
        other = dictionary.by_name.get(variable.name)
        if other is None:
            return f"The logic names {variable}, which is not a field of the dictionary."
        if variable.name == field.name and not (variable.event or variable.instance):
            return f"The logic of {field.name} uses {field.name} itself."
        if variable.code is not None and variable.code not in other.labels:
            return f"The logic names {variable}, an option that does not exist."
    return ""


def loops(dictionary, left_out=()):
    """Return sets of fields whose logic is circular (Tarjan's algorithm without recursion)."""
    graph = _graph(dictionary, left_out)
    index, low, on_stack, stack, circles = {}, {}, set(), [], []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, others = work[-1]
            for other in others:
                if other not in graph:
                    continue
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(graph[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = set()
                    while True:
                        name = stack.pop()
                        on_stack.discard(name)
                        circle.add(name)
                        if name == node:
                            break
                    if len(circle) > 1:
                        circles.append(circle)
    return circles


def _graph(dictionary, left_out):
    return {
        name: sorted({one.name for one in logic.variables if one.name} - {name})
        for name, logic in dictionary.logic.items()
        if name not in left_out
    }


def order_of_decisions(dictionary, unread):
    """Return the names of all fields, each after the fields that its logic uses."""
    graph = _graph(dictionary, unread)
    done, order = set(), []
    for field in dictionary.fields:
        waiting = [field.name]
        while waiting:
            name = waiting[-1]
            before = [one for one in graph.get(name, ()) if one not in done and one in graph]
            if before and name not in done:
                waiting += before
                continue
            waiting.pop()
            if name not in done:
                done.add(name)
                order.append(name)
    return order
