"""The layout of a register record for reading: headings, labels and values in the register's order
and words. It includes contact persons and is for staff only."""

from dataclasses import dataclass, field


@dataclass
class Section:
    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def sections_of(record):
    parsed = record.parsed()
    layout = _form_sections if record.register == "euctr" else _json_sections
    return [section for section in layout(parsed) if section.title or section.lines]


def _form_sections(record):
    sections = [Section("Summary")]
    for entry in record.entries:
        if entry.code == "Section":
            sections.append(Section(entry.label))
        else:
            code = "" if entry.code in ("Summary", "MedDRA") else entry.code
            language = f" ({entry.language})" if entry.language else ""
            label = f"{code} {entry.label}".strip() + language
            sections[-1].lines.append((label, entry.value or ""))
    return sections


def _json_sections(record):
    """Return one section per top-level part; the label of a value is its path."""
    head = Section("CTIS record")
    sections = [head]
    for key, value in record.data.items():
        if isinstance(value, dict | list):
            sections.append(Section(key, list(paths_of(value))))
        else:
            head.lines.append((key, "" if value is None else str(value)))
    return sections


def paths_of(value, way=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths_of(inner, f"{way} › {key}" if way else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from paths_of(inner, f"{way} {number}".strip())
    elif value not in (None, ""):
        yield way, str(value)
