"""Static files: whose they are, how much they weigh, and that hashed names reach into our modules."""

import gzip
from pathlib import Path

import django_htmx
import pytest
from django.core.files.base import ContentFile

from ehm.assets import build, stylesheets
from ehm.assets.storage import HashedStaticFiles

BUDGET = 60_000  # bytes over the wire for an ordinary page's styles and scripts


def test_the_crown_and_the_typeface_are_taken_out():
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/x.woff2)}"
        ".a{font-family:GDS Transport,arial,sans-serif}.b{background:url(/assets/images/govuk-crest.svg)}"
        ".c{background:url(/assets/images/icon-document.svg)}"
    )
    assert stylesheets.ours(css) == (
        f".a{{font-family:{stylesheets.FONTS}}}.b{{background:none}}.c{{background:url(./assets/images/icon-document.svg)}}"
    )


def test_what_may_not_be_used_stops_the_build_when_it_turns_up_in_a_new_place():
    with pytest.raises(ValueError, match="govuk-crest"):
        stylesheets.ours(".a{background:image-set(url(govuk-crest.png))}")


def test_unused_components_are_left_out_and_nothing_else():
    css = ".govuk-header{a:b}.govuk-header__x,.govuk-hint{c:d}.govuk-header-like{e:f}@media print{.moj-banner--x{g:h}}"
    assert stylesheets.without_unused(css) == ".govuk-hint{c:d}.govuk-header-like{e:f}"


def test_an_ordinary_page_is_light():
    build.build_libraries()
    htmx = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
    own = [build.ROOT / "static" / "ehm" / name for name in ("ehm.css", "boot.js", "app.js")]
    loaded = [build.VENDOR / "look.css", build.VENDOR / "govuk-frontend.min.js", htmx, *own]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) <= BUDGET


def test_hashed_names_reach_into_our_modules_and_no_others(tmp_path):
    storage = HashedStaticFiles(location=tmp_path)
    importing = b'import { a } from "./b.js";\nconst c = await import("./b.js");\n'
    for name, text in {"ehm/a.js": importing, "ehm/b.js": b"export const a = 1;\n", "other/a.js": importing}.items():
        storage.save(name, ContentFile(text))
    names = {"ehm/a.js", "ehm/b.js", "other/a.js"}
    for _, _, problem in storage.post_process({name: (storage, name) for name in names}):
        assert not isinstance(problem, Exception), problem
    hashed = Path(storage.hashed_files["ehm/b.js"]).name
    ours = (tmp_path / storage.hashed_files["ehm/a.js"]).read_text()
    assert ours.count(hashed) == 2 and '"./b.js"' not in ours
    assert (tmp_path / storage.hashed_files["other/a.js"]).read_bytes() == importing


def test_the_second_build_does_nothing(monkeypatch):
    build.build_libraries()
    monkeypatch.setattr(build, "fetch_libraries", lambda: pytest.fail("fetched again"))
    build.build_libraries()
