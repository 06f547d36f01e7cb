"""Words that must not occur in pages, messages, docstrings and documents; see CONTRIBUTING.md."""

import re
from pathlib import Path

import pytest
from django.conf import settings

WORDS = re.compile(r"\b(?:anew|whoever|whosoever)\b", re.IGNORECASE)
FOLDERS = ("core", "docs", "join4atmp", "static/js", "templates", "tools", "usecases")
SUFFIXES = {".html", ".js", ".md", ".py", ".toml", ".txt"}
# These parts of the folders have not been revised yet.
LATER = ("templates/trials/", "templates/stakeholders/", "templates/admin/trials/")


@pytest.mark.parametrize("folder", FOLDERS)
def test_words_that_are_not_plain_english_do_not_occur(folder):
    texts = {
        name: path.read_text("utf-8")
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in SUFFIXES and path != Path(__file__)
        if not (name := path.relative_to(settings.BASE_DIR).as_posix()).startswith(LATER)
    }

    assert texts
    assert {name: WORDS.findall(text) for name, text in texts.items() if WORDS.search(text)} == {}
