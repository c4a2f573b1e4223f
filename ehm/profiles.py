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
