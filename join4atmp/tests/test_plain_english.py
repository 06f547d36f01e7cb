"""Words that must not occur in pages, messages, docstrings and documents; see CONTRIBUTING.md."""

import re
from pathlib import Path

import pytest
from django.conf import settings

WORDS = re.compile(r"\b(?:anew|whoever|whosoever)\b", re.IGNORECASE)
FOLDERS = (
    *(config for config in settings.INSTALLED_APPS if (settings.BASE_DIR / config).is_dir()),
    *("docs", "economics", "registers", "static/js", "templates", "tools"),
)
SUFFIXES = {".html", ".js", ".md", ".py", ".toml", ".txt"}


@pytest.mark.parametrize("folder", sorted({*FOLDERS}))
def test_words_that_are_not_plain_english_do_not_occur(folder):
    texts = {
        path.relative_to(settings.BASE_DIR).as_posix(): path.read_text("utf-8")
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in SUFFIXES and path != Path(__file__)
    }

    assert texts
    assert {name: WORDS.findall(text) for name, text in texts.items() if WORDS.search(text)} == {}
