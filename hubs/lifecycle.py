"""The states of a request for help, and which follows which (R036)."""

from ehm.actions import Refused
from hubs.choices import RequestStatus

S = RequestStatus
OPEN = (S.SENT, S.UNDER_REVIEW, S.RETURNED, S.LISTED)
MOVES = {
    S.SENT: {S.UNDER_REVIEW, S.RETURNED, S.LISTED, S.DECIDED, S.WITHDRAWN},
    S.UNDER_REVIEW: {S.RETURNED, S.LISTED, S.DECIDED, S.WITHDRAWN},
    S.RETURNED: {S.UNDER_REVIEW, S.LISTED, S.DECIDED, S.WITHDRAWN},
    S.LISTED: {S.UNDER_REVIEW, S.RETURNED, S.DECIDED, S.WITHDRAWN},
}


def may_move(status: str, to: RequestStatus) -> bool:
    return to in MOVES.get(RequestStatus(status), ())


def check_move(status: str, to: RequestStatus) -> None:
    if not may_move(status, to):
        raise Refused(f"This request is {RequestStatus(status).label.lower()} already.")
