"""Which moves an episode may make. Help that ended is not opened again: a new episode begins."""

from cases.choices import EpisodeStatus
from ehm.actions import Refused

MOVES = {
    EpisodeStatus.REQUESTED: frozenset({EpisodeStatus.OPEN, EpisodeStatus.NOT_TAKEN_UP}),
    EpisodeStatus.OPEN: frozenset({EpisodeStatus.CLOSED}),
    EpisodeStatus.CLOSED: frozenset[EpisodeStatus](),
    EpisodeStatus.NOT_TAKEN_UP: frozenset[EpisodeStatus](),
}
RUNNING = frozenset(status for status, onwards in MOVES.items() if onwards)

NOW = {
    EpisodeStatus.REQUESTED: "Early help has been asked for but has not begun",
    EpisodeStatus.OPEN: "Early help has already begun",
    EpisodeStatus.CLOSED: "Early help has already ended",
    EpisodeStatus.NOT_TAKEN_UP: "Early help was not taken up",
}


def may_move(now: str, then: EpisodeStatus) -> bool:
    return then in MOVES[EpisodeStatus(now)]


def check_move(now: str, then: EpisodeStatus) -> None:
    if not may_move(now, then):
        raise Refused(NOW[EpisodeStatus(now)])


def check_running(now: str) -> None:
    """For what can be done only while help is asked for or given."""
    if EpisodeStatus(now) not in RUNNING:
        raise Refused(NOW[EpisodeStatus(now)])
