"""The public page among strangers and their programs. `make hostile` sends 10,000 of what a few hundred are here."""

import os

import pytest

from ehm.models import AreaPostcode
from hubs.models import HelpRequest, PublicDraft
from tests import databases
from tests.hubs.hostile import FORMULAS, SCRIPTS, Attack, requests_there

MANY = int(os.environ.get("EHM_HOSTILE", "150"))


@pytest.fixture
def east(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    return cast.east


def test_whatever_is_sent_no_page_fails_and_only_what_is_lawful_is_kept(cast, east, signed_in):
    attack = Attack(seed=MANY)
    while sum(attack.answers.values()) < MANY:
        attack.one()
    assert requests_there() == attack.lawful > 0
    print(f"{MANY} sent by {attack.people} addresses, {attack.lawful} lawful")
    with databases.as_owner():
        rows = list(HelpRequest.objects.all())
        assert {row.status for row in rows} == {"sent"} and {row.came_by for row in rows} == {"public"}
        odd = next((row for row in rows if row.worries in SCRIPTS + FORMULAS), None)
        assert all(len(str(draft.values)) < 250_000 for draft in PublicDraft.objects.all())
    if odd is not None:
        page = signed_in(cast.chair).get(f"/requests/{odd.reference}/").content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "<svg/onload" not in page
    signed_in(cast.chair).get("/requests/")
