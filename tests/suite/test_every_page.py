"""Every page of `pages.py`, without a browser: it is there, and it asks the database as often whatever it lists.

A new table has to be given rows in `working_day.more`, so that no list is measured without what it lists.
"""

from collections import Counter

from django.apps import apps
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests import databases
from tests.suite.pages import JUDGED_BY_ITS_OWN_TEST, NOT_PAGES, address, client_of, pages
from tests.suite.urls import names
from tests.suite.working_day import make_working_day, more

PACKAGES = ("ehm", "cases", "assessments", "plans", "hubs", "standards")
LISTED_BY_NO_PAGE = {
    "ehm.ApiUse",
    "ehm.CalendarFeed",
    "ehm.BeatClaim",
    "ehm.ForgottenPassword",
    "ehm.SentForm",
    "ehm.Session",
    "hubs.PublicDraft",
    "hubs.PublicVisit",
}


def test_what_is_left_out_is_no_page(cast, signed_in):
    day = make_working_day(cast)
    client = signed_in(cast.practitioner)
    left_out = [name for name in names() if name in NOT_PAGES]
    assert set(NOT_PAGES) - set(left_out) == {"api:"}, "these are gone; take them out of pages.py"
    for name in left_out:
        answer = client.get(address(name, day))
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        assert not is_page, f"{name} is a page: let it be opened"
    assert set(JUDGED_BY_ITS_OWN_TEST) <= set(names())


def test_no_page_asks_more_for_more(cast, signed_in):
    day = make_working_day(cast)
    every = pages(day)
    clients = {page.reader: client_of(page.reader, cast, day, signed_in) for page in every}
    more(cast, day, 1)
    few = asked(every, clients)
    before = rows()
    more(cast, day, 4)
    same = {name for name, count in rows().items() if count == before[name]}
    assert same == LISTED_BY_NO_PAGE, "let working_day.more make more of these"
    many = asked(every, clients)
    grown = [
        f"{page}: {few[page].total()} queries, then {many[page].total()}; more of {many[page] - few[page]}"
        for page in every
        if many[page].total() > few[page].total()
    ]
    assert not grown, "\n".join(grown)


def rows():
    """Table → how many."""
    ours = [model for model in apps.get_models() if model._meta.app_label in PACKAGES]
    with databases.as_owner():
        return {model._meta.label: model._base_manager.count() for model in ours}


def asked(every, clients):
    """Page → the beginnings of its queries, each as often as it was asked."""
    found = {}
    for page in every:
        reset_queries()  # Django keeps the last 9,000 only, which all pages together are more than
        with CaptureQueriesContext(connection) as seen:
            answer = clients[page.reader].get(page.address, follow=True)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        assert resolve(answer.request["PATH_INFO"]).view_name == page.name, f"{page} sends on"
        found[page] = Counter(query["sql"][:90] for query in seen if "SAVEPOINT" not in query["sql"])
    return found
