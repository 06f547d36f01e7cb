from .measure import KINDS, PARTS, measure, table

print(table())
for part in PARTS:
    for kind in KINDS:
        found = measure(part, kind)
        for name in ("missed", "false", "wrong_technology", "wrong_class"):
            for text in getattr(found, name):
                print(f"{kind}, {part}, {name.replace('_', ' ')}: {text}")
