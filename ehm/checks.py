"""May this be done now? One app asks, others answer: `plans` can refuse the closing of an episode of `cases`."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from ehm.rows.actor import Actor

Check = Callable[[Any, Actor], None]

_checks: dict[str, list[Check]] = defaultdict(list)


def add(action: str, check: Check) -> None:
    """`check(subject, actor)` raises `Refused` when `action` (such as cases.close_episode) must not be done yet."""
    _checks[action].append(check)


def run(action: str, subject: Any, by: Actor) -> None:
    for check in _checks[action]:
        check(subject, by)
