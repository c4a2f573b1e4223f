"""The main journey through two of everything: recorded at one web server, on the manager's page at the other."""

import re
import uuid

import psycopg

from tests.topology.arrangement import PASSWORD, wait_for
from tests.topology.visitor import TOKEN, Visitor


def form(page, **fields):
    return {"csrfmiddlewaretoken": TOKEN.search(page)[1], **fields}


def test_the_first_working_day(topology, cast):
    first, second = topology.webs
    with Visitor(first).sign_in(cast.north.email, PASSWORD) as here, here.on(second) as there:
        episode = f"/episodes/{cast.north.episodes[0]}/"
        status, _, page = here.request("GET", f"{episode}contacts/new/")
        assert status == 200
        people = re.findall(r'name="(person-[^"]+)"', page)
        began = re.search(r'name="began_at" value="([^"]+)"', page)[1]
        sent = form(page, when="now", began_at=began, kind="home_visit", planned="yes", working_well="We laughed.")
        sent |= {"sent_once": str(uuid.uuid4()), people[0]: "seen"}
        status, headers, answer = there.request("POST", f"{episode}contacts/new/", sent)
        assert status == 302, re.findall(r'error-message">.*?</p>', answer, re.S)
        status, _, page = here.request("GET", headers["Location"])
        assert status == 200
        status, again, _ = here.request("POST", f"{episode}contacts/new/", sent)
        assert (status, again["Location"]) == (302, headers["Location"]), "sent twice, saved once"
        assert "We laughed." in there.request("GET", f"{episode}contacts/")[2]
    with Visitor(second).sign_in("manager@northbridge.example", PASSWORD) as manager:
        status, _, page = manager.request("GET", "/team/")
        assert status == 200 and "Practitioner" in page
    with Visitor(first).sign_in("practitioner@saltmere.example", PASSWORD) as stranger:
        assert stranger.request("GET", episode)[0] == 404


def test_two_beats_sweep_each_minute_once(topology, cast):
    """Both beats ring for every occurrence; one row for each, and the sweep has run."""

    def swept():
        with psycopg.connect(topology.owner["ADMIN_DATABASE_URL"]) as link:
            found = link.execute("SELECT count(*), count(DISTINCT due_at) FROM ehm_beatclaim WHERE job = 'sweep'")
            return found.fetchone()

    wait_for(lambda: swept()[0] > 0, "the sweep", patience=150)
    rows, moments = swept()
    assert rows == moments
