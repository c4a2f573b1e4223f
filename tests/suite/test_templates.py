"""Templates keep the content policy and the escaping: see docs/front-end.md, 'Static files'."""

import re

import pytest

from ehm.assets.build import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "a style block": re.compile(r"<style\b"),
    "an inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*="),
    "evaluated values": re.compile(r"hx-va(?:ls|rs)\s*=\s*['\"]js:"),
    "a script without file and nonce": re.compile(r"<script(?![^>]*\bsrc=)|<script(?![^>]*\bnonce=)"),
    "text that is not escaped": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape off"),
    "a file from elsewhere": re.compile(r"<(?:script|link|img)[^>]*(?:src|href)=\"(?:https?:)?//"),
}
LETTERS = re.compile(r"/(?:pdf|email|letters)/")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template(path):
    text = path.read_text()
    found = [fault for fault, pattern in FORBIDDEN.items() if pattern.search(text) and not LETTERS.search(str(path))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">', "<style>", '<a onclick="x()">', '<a hx-on:click="x">', "<script>x</script>",
        '<script src="/x.js"></script>', "{{ text|safe }}", '<img src="https://elsewhere.example/x.png">',
    ],
)  # fmt: skip
def test_bad_lines_are_found(line):
    assert any(pattern.search(line) for pattern in FORBIDDEN.values())


# What the first button of a form says is what Enter in a field presses.
BUTTON = re.compile(r"<button\b[^>]*|\"components/(?:button|enter)\.html\"[^%]*")
ON_THE_WAY = re.compile(r"name=\"(?:more|add|take|remove|verdict)\"")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_enter_presses_what_the_form_is_for(path):
    """Never 'Add another', and none of several decisions."""
    for form in path.read_text().split("<form")[1:]:
        buttons = BUTTON.findall(form.partition("</form>")[0])
        buttons = [one for one in buttons if "url=" not in one]
        assert not buttons or not ON_THE_WAY.search(buttons[0]), buttons[0]
