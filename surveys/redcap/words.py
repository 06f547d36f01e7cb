"""Logic as a sentence for readers, such as: role is Developer, and delay is more than 180."""

from .logic import Call, Chain, LogicError, Number, Operation, Text, Variable, parse

COMPARISONS = {
    "=": "is",
    "<>": "is not",
    "<": "is less than",
    ">": "is more than",
    "<=": "is at most",
    ">=": "is at least",
}
UNITS = {"y": "years", "M": "months", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
TEXT_TESTS = {
    "contains": "contains",
    "not_contain": "does not contain",
    "starts_with": "starts with",
    "ends_with": "ends with",
}


def in_words(text, dictionary):
    """Return the sentence, or the text itself if it cannot be read."""
    try:
        return _Writer(dictionary).write(parse(text).tree)
    except LogicError:
        return text


class _Writer:
    def __init__(self, dictionary):
        self.fields = dictionary.by_name

    def write(self, node, inner=False):
        if isinstance(node, Number):
            return node.text
        if isinstance(node, Text):
            return f"“{node.text}”" if node.text else "empty"
        if isinstance(node, Variable):
            return self._name(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Chain):
            return self._chain(node)
        if node.operator in ("and", "or"):
            parts = (self.write(part, inner=True) for part in node.operands)
            sentence = f" {node.operator} ".join(parts)
            return f"({sentence})" if inner else sentence
        if node.operator == "signed":
            return f"-{self.write(node.operands[0], inner=True)}"
        return self._comparison(node)

    def _name(self, variable):
        if variable.smart:
            return f"[{variable.smart}]"
        field = self.fields.get(variable.name)
        name = field.words if field else variable.name
        if variable.code is not None:
            label = field.label_of(variable.code) if field else variable.code
            name = f"{name}: {label}"
        event = f" at {variable.event.replace('_', ' ')}" if variable.event else ""
        repeat = f", repeat {variable.instance}" if variable.instance else ""
        return f"“{name}”{event}{repeat}"

    def _comparison(self, node):
        left, right = node.operands
        if isinstance(left, Text | Number) and isinstance(right, Variable):
            turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
            node = Operation(turned.get(node.operator, node.operator), (right, left), node.depth)
            left, right = node.operands
        value = getattr(right, "text", None)
        if isinstance(left, Variable) and value is not None and node.operator in ("=", "<>"):
            if left.code is not None:
                is_ticked = (value == "1") == (node.operator == "=")
                return f"{self._name(left)} is {'ticked' if is_ticked else 'not ticked'}"
            if value == "":
                return f"{self._name(left)} is {'' if node.operator == '=' else 'not '}empty"
            field = self.fields.get(left.name)
            if field and field.is_coded:
                words = f"“{field.label_of(value)}”"
                return f"{self._name(left)} {COMPARISONS[node.operator]} {words}"
        return f"{self.write(left, True)} {COMPARISONS[node.operator]} {self.write(right, True)}"

    def _chain(self, node):
        words = self.write(node.operands[0], inner=True)
        for sign, operand in zip(node.operators, node.operands[1:], strict=True):
            words += f" {sign} {self.write(operand, inner=True)}"
        return f"({words})"

    def _call(self, node):
        parts = [self.write(part) for part in node.operands]
        if node.function == "datediff" and len(parts) >= 3:
            unit = UNITS.get(getattr(node.operands[2], "text", ""), parts[2])
            return f"the {unit} between {parts[0]} and {parts[1]}"
        if node.function in TEXT_TESTS and len(parts) == 2:
            return f"{parts[0]} {TEXT_TESTS[node.function]} {parts[1]}"
        if node.function == "isnumber":
            return f"{parts[0]} is a number"
        if node.function == "isblankormissingcode":
            return f"{parts[0]} is empty or a missing code"
        return f"{node.function}({', '.join(parts)})"
