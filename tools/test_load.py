"""The forms that `make load` reads are sent as a browser would send them."""

from tools.load.browser import Page

FORM = """
<form action="/search/"><input name="q" value="x"></form>
<form method="post" action="commit/">
  <input type="hidden" name="token" value="a&amp;b"><input name="empty">
  <input type="checkbox" name="off" value="1"><input type="checkbox" name="on" checked>
  <input type="file" name="file"><input type="submit" name="button" value="Save">
  <select name="first"><option value="1">1</option><option value="2">2</option></select>
  <select name="chosen"><option value="1">1</option><option value="2" selected>2</option></select>
  <select name="many" multiple>
    <option value="1" selected></option><option value="2"></option>
  </select>
  <textarea name="notes">
line 1
line 2</textarea>
</form>
"""


def test_a_form_is_read_with_the_fields_that_a_browser_sends():
    page = Page(200, "/files/3/", FORM, 0.1)

    assert page.form(having="notes") == (
        "/files/3/commit/",
        [
            ("token", "a&b"),
            ("empty", ""),
            ("on", "on"),
            ("first", "1"),
            ("chosen", "2"),
            ("many", "1"),
            ("notes", "line 1\nline 2"),
        ],
    )
    assert page.form(having="q") == ("/search/", [("q", "x")])
