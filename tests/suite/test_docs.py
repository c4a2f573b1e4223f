"""The files that the documentation names are there, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
APPS = ("assessments", "bench", "cases", "ehm", "hubs", "plans", "standards", "templates", "static", "tests")
NAMED = re.compile(r"`([\w./-]*\w\.(?:css|html|js|py|sql|svg|toml|typ))`")
LINKED = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def is_there(name):
    """As it is named: from the root, from an app's folder, or by its name alone."""
    if any((place / name).exists() for place in (ROOT, *(ROOT / app for app in APPS))):
        return True
    return "/" not in name and any(next((ROOT / app).rglob(name), None) for app in APPS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_and_linked_are_there(page):
    text = page.read_text()
    missing = [name for name in NAMED.findall(text) if not is_there(name)]
    missing += [link for link in LINKED.findall(text) if not (page.parent / link).exists()]
    assert not missing


def test_it_finds_what_is_named():
    assert NAMED.findall("in `plans/handing.py`, `sweep.sql` and `a b.py`") == ["plans/handing.py", "sweep.sql"]
    assert is_there("actions/minutes.py") and is_there("sections.typ") and not is_there("actions/helpers.py")
