"""Every list and every record, for every role: what the pages show them, and nothing else."""

import pytest

from cases.models import SharingExclusion
from ehm.models import ReadLog
from ehm.rows import middleware
from ehm.rows.actor import as_actor
from ehm.rows.context import acting
from tests.api.asking import Program
from tests.cast import share
from tests.databases import as_owner

MISSING = "0000-0000"
SEE_THE_FAMILY = ("practitioner", "manager", "hub", "chair", "coordinator", "west_hub", "auditor")
SEE_NOTHING_OF_IT = ("teacher", "head", "partner", "helper", "stranger", "stranger_auditor")
LISTS = ("families", "children", "episodes", "contacts", "clocks", "assessments")


def test_a_practitioner_reads_their_family(cast, records):
    program = Program(cast.practitioner)
    family = program.get(f"families/{cast.family.reference}/").json()
    assert {person["name"] for person in family["people"]} == {"Aisha Reed", "Ben Reed", "Leo Reed", "Dee Reed"}
    assert family["episodes"] == [cast.episode.reference]
    assert len(family["relationships"]) == 3
    child = program.get(f"children/{cast.aisha.reference}/").json()
    assert (child["nhs_number"], child["families"]) == ("9990000018", [cast.family.reference])
    episode = program.get(f"episodes/{cast.episode.reference}/").json()
    assert episode["lead"] == {"reference": cast.practitioner.reference, "name": "Practitioner"}
    contact = program.get(f"contacts/{records['own']['contacts']}/").json()
    assert contact["people"][0]["own_words"] == "I like it"
    clock = program.get(f"clocks/{records['own']['clocks']}/").json()
    assert "on the record within" in clock["sentence"] and clock["written_in"].startswith("R0")


@pytest.mark.parametrize("who", SEE_THE_FAMILY)
def test_who_may_see_the_family_sees_all_of_it(cast, records, who):
    program = Program(getattr(cast, who))
    for kind in LISTS:
        reference = records["own"][kind]
        assert reference in program.references(f"{kind}/"), kind
        assert program.get(f"{kind}/{reference}/").json()["reference"] == reference
        assert program.get(f"{kind}/{reference.lower()}/").status_code == 200, "references are said aloud"


@pytest.mark.parametrize("who", SEE_NOTHING_OF_IT)
def test_for_everybody_else_it_is_as_if_it_were_not_there(cast, records, who):
    program = Program(getattr(cast, who))
    for kind in LISTS:
        reference = records["own"][kind]
        assert reference not in program.references(f"{kind}/"), kind
        hidden, missing = program.get(f"{kind}/{reference}/"), program.get(f"{kind}/{MISSING}/")
        assert (hidden.status_code, hidden.content) == (404, missing.content)
        for answer in (hidden, missing):
            for made_anew in ("X-Request-ID", "Expires"):
                del answer.headers[made_anew]
        assert hidden.headers.items() == missing.headers.items()


@pytest.mark.parametrize("who", SEE_THE_FAMILY)
def test_another_partnership_is_not_there(cast, records, who):
    program = Program(getattr(cast, who))
    for kind in LISTS:
        assert program.get(f"{kind}/{records['salt'][kind]}/").status_code == 404
        assert records["salt"][kind] not in program.references(f"{kind}/")
    for unusual in ("%00", "0000-0000%0A", "x" * 300, "%F0%9F%90%9F"):
        assert program.get(f"families/{unusual}/").status_code == 404


def test_an_administrator_reads_no_case(cast, records):
    program = Program(cast.admin)
    for kind in LISTS:
        for path in (f"{kind}/", f"{kind}/{records['own'][kind]}/", f"{kind}/{MISSING}/"):
            answer = program.get(path)
            assert answer.status_code == 403
            assert answer.json()["detail"] == "Your role, or your part in helping this family, does not allow it."


def test_a_grant_opens_and_an_exclusion_closes_at_once(cast, records):
    program = Program(cast.partner)
    with acting(as_actor(cast.practitioner)):
        share(cast.episode, cast.police, cast.practitioner)
    for kind in LISTS:
        assert program.get(f"{kind}/{records['own'][kind]}/").status_code == 200
    with as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north,
            episode=cast.episode,
            agency=cast.police,
            recorded_by=cast.practitioner,
            reason="The family asked",
        )
    for kind in LISTS:
        assert program.get(f"{kind}/{records['own'][kind]}/").status_code == 404
        assert program.rows(f"{kind}/") == []


def test_every_answer_is_on_the_read_log_and_in_no_cache(cast, records):
    program = Program(cast.practitioner)
    for path in (f"children/{cast.aisha.reference}/", f"children/{cast.hidden_child.reference}/", "episodes/"):
        answer = program.get(path)
        assert "no-store" in answer.headers["Cache-Control"]
    with as_owner():
        log = list(ReadLog.objects.order_by("id").values_list("page", "subject", "status", "membership_id"))
    assert log == [
        ("api:child", cast.aisha.reference, 200, cast.practitioner.pk),
        ("api:child", cast.hidden_child.reference, 404, cast.practitioner.pk),
        ("api:episodes", "", 200, cast.practitioner.pk),
    ]


def test_what_cannot_be_logged_is_not_shown(cast, monkeypatch):
    program = Program(cast.practitioner)
    monkeypatch.setattr(middleware, "WRITE_READ", "INSERT INTO log_that_is_gone VALUES (%s, %s, %s, %s, %s)")
    program.client.raise_request_exception = False
    answer = program.get(f"children/{cast.aisha.reference}/")
    assert answer.status_code == 500 and b"Aisha" not in answer.content


def test_where_somebody_lives_is_nowhere_in_the_api(cast):
    from cases.models import Address

    with as_owner():
        Address.objects.create(
            tenant=cast.north,
            family=cast.family,
            person=cast.aisha,
            lines="4 Hidden Row",
            postcode="ZZ9 9ZZ",
            is_protected=True,
            agency=cast.council,
            recorded_by=cast.practitioner,
        )
    program = Program(cast.practitioner)
    for path in (
        f"families/{cast.family.reference}/",
        f"children/{cast.aisha.reference}/",
        "children/",
        "families/",
        f"episodes/{cast.episode.reference}/",
    ):
        assert b"Hidden" not in program.get(path).content
        assert b"ZZ9" not in program.get(path).content
    assert program.get(f"children/{cast.aisha.reference}/").json()["is_whereabouts_protected"] is True
