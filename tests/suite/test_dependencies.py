"""Every package that is asked for is used: each is somebody's to keep safe."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("assessments", "bench", "bin", "cases", "ehm", "hubs", "plans", "standards", "tests", ".ci")
USED_OTHERWISE = {
    "argon2-cffi": "Django's Argon2PasswordHasher",
    "tzdata": "zoneinfo, where the system has no time zones",
    "django-stubs": "mypy",
    "djangorestframework-stubs": "mypy",
    "types-pyyaml": "mypy",
    "import-linter": "lint-imports",
    "pytest-django": "DJANGO_SETTINGS_MODULE",
    "pytest-playwright": "the `page` of browser tests",
    "pytest-xdist": "pytest -n",
}


def asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return sorted(re.match(r"[\w-]+", one)[0] for one in wanted)


@pytest.fixture(scope="module")
def written():
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in (".py", "")]
    files += [ROOT / "Makefile", ROOT / "pyproject.toml"]
    here = Path(__file__)
    return "\n".join(path.read_text(errors="ignore") for path in files if path.is_file() and path != here)


@pytest.mark.parametrize("package", [name for name in asked_for() if name not in USED_OTHERWISE])
def test_each_package_is_used(written, package):
    names = [
        name
        for name, packages in packages_distributions().items()
        if name[0] != "_" and package in {one.lower().replace("_", "-") for one in packages}
    ]
    names = names or [package.replace("-", "_")]
    said = [rf"(import|from) {name}\b|[\"']{name}[\"'.]|{name}/|-m {name}\b|bin/{package}\b" for name in names]
    assert any(re.search(one, written) for one in said), f"{package} is in pyproject.toml and nobody uses it"


def test_what_is_used_otherwise_is_asked_for():
    assert USED_OTHERWISE.keys() <= set(asked_for())
