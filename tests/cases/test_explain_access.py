"""The command's sentences, and that its verdict is what the page would say."""

import pytest
from django.core.management import call_command

from cases.models import SharingExclusion
from ehm.models import User
from tests import databases
from tests.cast import share

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def told(capsys):
    def ask(membership, record):
        email = membership if isinstance(membership, str) else membership.user.email
        call_command("explain_access", email, getattr(record, "reference", record))
        return capsys.readouterr().out.strip()

    return ask


def test_each_reason(cast, told):
    family, episode = cast.family, cast.episode
    with databases.as_owner():
        share(cast.school_episode, cast.police, cast.teacher)
    leads = f"because their agency leads episode {episode.reference}."
    assert (
        told(cast.practitioner, family) == f"As practitioner of Northbridge Early Help: may open this family, {leads}"
    )
    assert f"episode {episode.reference} is in their area" in told(cast.hub, episode)
    assert "may open this episode, because their agency is in the team" in told(cast.partner, cast.school_episode)
    assert "may not open this episode, because their agency does not lead it" in told(cast.partner, episode)
    assert "may not open this family, because it belongs to another partnership" in told(cast.stranger, family)
    assert "may open this person, because auditors read the whole" in told(cast.auditor, cast.aisha)
    assert "may not open this family, because administrators read no case" in told(cast.admin, family)
    assert "may open this agency, because everybody in the partnership" in told(cast.partner, cast.school)
    assert told(cast.partner, "0000-0000") == "No record has the reference 0000-0000."
    assert told("nobody@north.example", family) == "Nobody signs in as nobody@north.example."


def test_an_exclusion_is_given_as_the_reason(cast, told):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        share(cast.episode, cast.police, cast.practitioner)
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
    assert "may not open this episode, because the family keeps it from their agency" in told(
        cast.teacher, cast.episode
    )
    assert "may open this episode" in told(cast.partner, cast.episode)


def test_an_ended_place_and_the_platforms_administrator(cast, told):
    with databases.as_owner():
        cast.teacher.ended_at = cast.teacher.started_at
        cast.teacher.save()
        User.objects.filter(pk=cast.helper.user_id).update(is_platform_admin=True)
        User.objects.filter(pk=cast.head.user_id).update(is_active=False)
    assert "Their place in Larkfield Primary ended on" in told(cast.teacher, cast.school_episode)
    assert "no place in any agency now" in told(cast.teacher, cast.school_episode)
    assert "sets up partnerships" in told(cast.helper, cast.episode)
    assert "switched off" in told(cast.head, cast.episode)


def test_the_walls_never_differ(cast, told):
    people = [
        cast.practitioner,
        cast.hub,
        cast.west_hub,
        cast.head,
        cast.partner,
        cast.auditor,
        cast.admin,
        cast.stranger,
    ]
    records = [cast.family, cast.episode, cast.hidden_family, cast.school_episode, cast.aisha, cast.salt_family]
    for person in people:
        for record in records:
            said = told(person, record)
            assert "walls differ" not in said and said.count("open this") == 1
