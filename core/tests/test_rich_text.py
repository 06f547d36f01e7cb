"""Hostile and untidy rich text: the cleaned text and the messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rich_text import clean, plain, removed, shown

WORD = (
    '<!--[if gte mso 9]><xml></xml><![endif]--><p class="MsoNormal" style="margin:0">'
    "<o:p></o:p><b>Aim</b> of the <i>trial</i></p>"
    '<table><tr><td><p style="x">cell</p></td></tr></table>'
)


@pytest.mark.parametrize(
    ("html", "kept", "said"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>", "script"),
        ('<p onclick="x()">a</p>', "<p>a</p>", "event handler"),
        ('<a href="javascript:x">a</a>', '<a rel="noopener nofollow">a</a>', "javascript:"),
        ('<a href="JaVa\tscript:x">a</a>', '<a rel="noopener nofollow">a</a>', "javascript:"),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener nofollow">a</a>', "data:"),
        ('<p><img src="data:image/png;base64,AAAA">a</p>', "<p>a</p>", "picture"),
        ("<p>a</p><style>p{}</style>", "<p>a</p>", "style sheet"),
        ('<iframe src="https://evil.example"></iframe><p>a</p>', "<p>a</p>", "embedded page"),
        ('<svg onload="x()"></svg><p>a</p>', "<p>a</p>", "svg"),
    ],
)
def test_dangerous_parts_are_removed_and_named(html, kept, said):
    assert clean(html) == kept
    assert said in " ".join(removed(html))


def test_text_of_a_word_processor_keeps_its_words_and_weight():
    kept = clean(WORD)

    assert "<strong>Aim</strong>" in kept
    assert "<em>trial</em>" in kept
    assert "cell" in kept
    assert "Mso" not in kept
    assert "formatting of another program" in " ".join(removed(WORD))


def test_good_text_is_unchanged_without_a_message():
    html = (
        '<h3>T</h3><p>a <strong>b</strong> <a href="https://x.example/" rel="noopener nofollow">'
        "c</a></p><ul><li>d</li></ul>"
    )

    assert clean(html) == html
    assert removed(html) == []


def test_empty_paragraphs_are_removed():
    assert clean("<p></p>") == ""
    assert clean("<p>a</p><p><br></p>") == "<p>a</p>"


def test_plain_text_keeps_paragraphs_apart():
    assert plain("<p>a</p><ul><li>b</li><li>c</li></ul>") == "a\nb\nc"


@given(st.text(alphabet="<>/\"'=abcimgsrvphef:; onload()&#x\t", max_size=120))
def test_cleaning_twice_is_cleaning_once_and_is_safe(html):
    kept = clean(html)

    assert clean(kept) == kept
    assert "<script" not in kept.lower()
    assert "<img" not in kept.lower()
    assert str(shown(html)) == kept
