"""Two steps, each skipped when what it reads has not changed: the libraries, then everything under one roof.

1. npm packages → `build/static/vendor/` (style sheets without the crown and GOV.UK's typeface).
2. All static files → `build/collected/`, with hashed names and compressed copies, for WhiteNoise.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import django
from django.core.management import call_command

from ehm.assets import npm, stylesheets
from ehm.embedded.progress import step

ROOT = npm.ROOT
FRONTEND = ROOT / "frontend"
BUILD = ROOT / "build"
VENDOR = BUILD / "static" / "vendor"

GOVUK = "govuk-frontend/dist/govuk"
MOJ = "@ministryofjustice/frontend/moj"
AUTOCOMPLETE = "accessible-autocomplete/dist"
SCRIPTS = (
    f"{GOVUK}/govuk-frontend.min.js",
    f"{MOJ}/moj-frontend.min.js",
    f"{AUTOCOMPLETE}/accessible-autocomplete.min.js",
)
STYLESHEETS = (
    f"{GOVUK}/govuk-frontend.min.css",
    f"{MOJ}/moj-frontend.min.css",  # builds on GOV.UK's
    f"{AUTOCOMPLETE}/accessible-autocomplete.min.css",
)

# What other packages bring and no page loads: compressing it would take most of a minute.
NOT_LOADED = ["django_htmx/htmx-2.js", "django_htmx/ht*-4.*", "django_htmx/ext/*", "drf_spectacular_sidecar/redoc/*"]


class CannotBuild(Exception):
    """A plain sentence for the person at the terminal."""


def build() -> None:
    """Make `build/` agree with the sources."""
    build_libraries()
    sources = [ROOT / "requirements" / "base.txt", *_files(ROOT / "ehm" / "assets", "*.py")]
    sources += [*_files(ROOT / "ehm" / "settings", "*.py"), *_files(ROOT / "static", "*"), *_files(VENDOR, "*")]
    _once("collected", sources, collect)


def build_libraries() -> None:
    """Only the first step: what browser tests need, who serve files by their plain names."""
    sources = [FRONTEND / "package-lock.json", *_files(ROOT / "ehm" / "assets", "*.py")]
    if not (FRONTEND / "node_modules" / "axe-core").exists():
        (BUILD / "vendor.stamp").unlink(missing_ok=True)
    _once("vendor", sources, fetch_libraries)


def fetch_libraries() -> None:
    with step("Fetching GOV.UK and MOJ Frontend (about 5 s)"):
        try:
            npm.ci(FRONTEND)
        except (OSError, subprocess.CalledProcessError) as problem:
            raise CannotBuild(
                f"The front-end packages could not be fetched ({problem}). Is the network up?"
            ) from problem
        shutil.rmtree(VENDOR, ignore_errors=True)
        lay_out(FRONTEND / "node_modules", VENDOR)


def lay_out(packages: Path, vendor: Path) -> None:
    """Copy what pages use out of `packages` (node_modules) into `vendor`."""
    images = vendor / "assets" / "images"
    images.mkdir(parents=True)
    for icon in (packages / MOJ / "assets" / "images").glob("icon-*.svg"):
        shutil.copy(icon, images)
    for name in SCRIPTS:
        script = (packages / name).read_text()
        (vendor / Path(name).name).write_text(script.split("//# sourceMappingURL=")[0])
    look = "\n".join(stylesheets.ours((packages / name).read_text()) for name in STYLESHEETS)
    (vendor / "look.css").write_text(look)


def collect() -> None:
    with step("Collecting and compressing static files (about 15 s)"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehm.settings")
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_LOADED)


def _once(step: str, sources: Iterable[Path], work: Callable[[], None]) -> None:
    """Do `work` unless it was last done with the same sources; a step that failed half-way is done again."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / f"{step}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests may run beside each other, and beside a site
        stamp, now = BUILD / f"{step}.stamp", _fingerprint(sources)
        if stamp.exists() and stamp.read_text() == now:
            return
        stamp.unlink(missing_ok=True)
        work()
        stamp.write_text(now)


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if path.is_file())


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()
