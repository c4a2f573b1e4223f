"""What an app does differently in each partnership: `<app>/profiles/<profile>.toml`, never edited once out."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@cache
def load(app: str, profile: str) -> dict[str, Any]:
    """The app's settings for `profile`, such as coventry-2019. A profile that an app does not name raises KeyError."""
    path = ROOT / app / "profiles" / f"{profile}.toml"
    if not path.is_file():
        raise KeyError(f"{app} has no profile {profile}")
    return tomllib.loads(path.read_text())


def editions() -> list[tuple[str, str]]:
    """(coventry-2019, 'Coventry 2019') of each profile that a partnership can work by; overlays go on top of one."""
    files = list(ROOT.glob("*/profiles/*.toml"))
    overlays = {path.stem for path in files if load(path.parts[-3], path.stem).get("overlay")}
    found = {path.stem for path in files} - overlays
    return [(name, name.replace("-", " ").capitalize()) for name in sorted(found)]
