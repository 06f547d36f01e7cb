"""Public pages in five languages, on a fresh clone and without gettext on the machine."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
FOLDERS = ("core", "stakeholders", "join4atmp", "templates")
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
LITERAL = re.compile(r"""gettext\(u?((['"])(?:\\.|(?!\2).)*\2)""", re.S)


def catalogue(language):
    """Return {message: translation} of the compiled file, which Django reads."""
    path = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.mo")
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def source_of(language):
    """Return {message: [translations]} of the file that translators edit."""
    path = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")
    found, message, target = {}, "", ""
    for line in path.read_text().splitlines():
        name, _, text = line.partition(" ")
        if name == "msgid":
            message, target = ast.literal_eval(text), "msgid"
        elif name.startswith("msgstr"):
            target = message
            found.setdefault(message, []).append(ast.literal_eval(text))
        elif name == "msgid_plural":
            target = ""
        elif line.startswith('"') and target == "msgid":
            message += ast.literal_eval(line)
        elif line.startswith('"') and target == message and message in found:
            found[message][-1] += ast.literal_eval(line)
    found.pop("", None)
    return found


def messages_in_code():
    found = set()
    for folder in FOLDERS:
        for path in Path(settings.BASE_DIR, folder).rglob("*.html"):
            found |= in_template(path.read_text())
        for path in Path(settings.BASE_DIR, folder).rglob("*.txt"):
            if folder == "templates":
                found |= in_template(path.read_text())
        for path in Path(settings.BASE_DIR, folder).rglob("*.py"):
            if "tests" not in path.parts and "gettext" in path.read_text():
                found |= in_python(path.read_text())
    return found


def in_template(text):
    if "i18n" not in text:
        return set()
    return {ast.literal_eval(match[1]) for match in LITERAL.finditer(templatize(text))}


def in_python(text):
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in MARKS]
    firsts = [call.args[0] for call in named if call.args]
    return {each.value for each in firsts if isinstance(each, ast.Constant)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language):
    """`make messages` adds the missing ones to the files of the languages."""
    marked = {text.replace("%%", "%") for text in messages_in_code()}
    assert len(marked) > 90

    translations = source_of(language)

    assert sorted(marked - {*translations}) == []
    assert [text for text, found in translations.items() if not all(found)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_that_of_the_translations(language):
    """It is in the repository, because `make run` needs nothing but Python and make."""
    compiled, translations = catalogue(language), source_of(language)
    flat = {
        (message, number) if len(found) > 1 else message: text
        for message, found in translations.items()
        for number, text in enumerate(found)
    }

    assert {key: text for key, text in compiled.items() if key != ""} == flat


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_same_values_as_the_message(language):
    value = re.compile(r"%\(\w+\)s|https?:\S+|<[^>]+>")
    translations = source_of(language)
    assert translations

    for message, found in translations.items():
        for text in found:
            assert set(value.findall(text)) == set(value.findall(message)), message


def test_the_fuzzy_mark_of_a_guessed_translation_is_in_no_file():
    for language in LANGUAGES:
        path = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")
        assert "fuzzy" not in path.read_text(), language
