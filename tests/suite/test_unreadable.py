"""What no browser sends: an address or a name of a field that holds a NUL, a moment outside of the calendar."""

import pytest
from django.urls import reverse


def test_a_nul_in_an_address_is_as_good_as_nothing(cast, signed_in):
    client, family, episode = signed_in(cast.practitioner), cast.family.reference, cast.episode.reference
    addresses = [
        "/caseload/?after=%00",
        f"/episodes/{episode}/contacts/?before=%00",
        f"/episodes/{episode}/sharing/limit/?agency=%00",
        f"/episodes/{episode}/lead/?agency=%00",
        f"/families/{family}/people/%00/",
        "/children/%00/",
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
    assert {client.get(address.replace("%00", "")).status_code for address in addresses[2:4]} == {200}
    assert signed_in(cast.admin).get("/organisation/people/?agency=%00").status_code == 404


@pytest.mark.parametrize("sent", [{"person-\x00": "seen"}, {"words-\x00": "Hello"}, {"draft_window": "\x00"}])
def test_a_nul_in_the_name_of_a_field(cast, signed_in, sent):
    client, url = signed_in(cast.practitioner), reverse("cases:record_contact", args=[cast.episode.reference])
    assert client.post(url, sent).status_code == 400
    assert client.post(url, {name.replace("\x00", "x"): "Hello" for name in sent}).status_code in (200, 422)


def test_a_nul_in_what_is_typed_is_refused_by_the_form(cast, signed_in):
    client, url = signed_in(cast.practitioner), reverse("cases:record_contact", args=[cast.episode.reference])
    page = client.post(url, {"working_well": "They sing\x00", "worried_about": "Kept all the same"})
    assert page.status_code in (200, 422) and "Kept all the same" in page.content.decode()
    assert "They sing" in client.get(url).content.decode()  # in the draft


@pytest.mark.parametrize("began_at", ["9999-12-31T23:59:59-2359", "0001-01-01T00:00:00+2359"])
def test_writing_that_began_outside_of_the_calendar(cast, signed_in, began_at):
    url = reverse("cases:record_contact", args=[cast.episode.reference])
    sent = {"began_at": began_at, "when": "yesterday", "yesterday_at": "10:00"}
    assert signed_in(cast.practitioner).post(url, sent).status_code in (200, 422)
