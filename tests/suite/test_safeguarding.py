"""Whoever is worried about a child has the way to the front door before them on every page of a case (R066)."""

from tests.suite.pages import client_of, pages
from tests.suite.urls import ABOUT
from tests.suite.working_day import make_working_day

NO_CASE = {None, "agency", "membership", "area", "own_question", "own_value", "service", "look"}
NEVER_OF_A_CHILD = {"cases:link"}  # what a family sees by a link


def test_every_page_of_a_case_says_whom_to_ring(cast, signed_in):
    day = make_working_day(cast)
    of_cases = [
        page
        for page in pages(day)
        if page.is_whole and ABOUT.get(page.name) not in NO_CASE and page.name not in NEVER_OF_A_CHILD
    ]
    assert len(of_cases) > 80
    clients = {page.reader: client_of(page.reader, cast, day, signed_in) for page in of_cases}
    silent = []
    for page in of_cases:
        answer = clients[page.reader].get(page.address, follow=True).content.decode()
        if answer.count('class="ehm-safeguarding"') != 1 or 'href="tel:01632960900"' not in answer:
            silent.append(str(page))
    assert not silent, "\n".join(silent)
