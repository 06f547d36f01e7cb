"""The vocabularies of a new portal."""

import tomllib
from pathlib import Path

from core.countries import EUROPE, country_name
from core.text import name_key


def write_terms(get_model):
    """Create missing terms and spellings. `get_model` is the method of an app registry."""
    Term, Spelling = get_model("products", "Term"), get_model("products", "Spelling")
    content = tomllib.loads((Path(__file__).parent / "terms.toml").read_text(encoding="utf-8"))
    for code in EUROPE:
        Term.objects.get_or_create(vocabulary="country", name=country_name(code))
    for vocabulary, terms in content.items():
        for name, spellings in terms.items():
            term, _ = Term.objects.get_or_create(vocabulary=vocabulary, name=name)
            for text in spellings:
                Spelling.objects.get_or_create(
                    vocabulary=vocabulary,
                    text=text,
                    defaults={"term": term, "key": name_key(text)[:200]},
                )
