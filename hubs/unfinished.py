"""The form of a request keeps what is being typed."""

from collections.abc import Mapping, Sequence

from ehm import drafts
from ehm.rows.actor import Actor


def _requests(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
    called = {"OWN": "A request for help", "PHONE": "A request for help that you took on the phone"}
    return {one: called[one] for one in subjects if one in called}


drafts.register("hubs:new_request", _requests, parts=("how",))
