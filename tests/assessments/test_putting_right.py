"""A wrong day or a wrong child is put right with a reason: on the timeline, without a word of what was written."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone

from assessments.actions.putting_right import put_days_right, swap_children
from assessments.models import Answer, Assessment, Limit, Score
from assessments.pieces import ANSWER, Place
from cases.models import TimelineEvent
from ehm import drafts
from ehm.actions import Refused
from standards.models import Clock
from tests.assessments.test_versions import authorised, everything
from tests.assessments.test_writing import limit
from tests.assessments.writing import answer, decided, save, what_is_written
from tests.cases.acting import acting_as
from tests.cast import share
from tests.databases import as_owner


def right(cast, assessment, by=None, **change):
    now = {name: getattr(assessment, name) for name in ("decided_at", "shared_on", "completed_at")}
    with acting_as(by or cast.practitioner) as actor:
        return put_days_right(assessment=assessment, by=actor, **now | {"reason": "A slip of the pen"} | change)


def swap(cast, assessment, one, other, by=None, reason="Their names were mixed up"):
    with acting_as(by or cast.practitioner) as actor:
        return swap_children(assessment=assessment, one=one, other=other, reason=reason, by=actor)


def told():
    with as_owner():
        return TimelineEvent.objects.filter(kind="assessment.corrected").latest("pk")


def said_by(cast, assessment, child, by=None):
    found = what_is_written(by or cast.practitioner, assessment).pieces
    piece = found.get(Place(ANSWER, "voice_worries", child.reference))
    return piece.content["values"] if piece else None


def test_a_wrong_day_is_put_right_and_its_clock_with_it(cast):
    first = authorised(cast)
    before = everything(first)
    on = first.decided_at - timedelta(days=5)
    right(cast, first, decided_at=on)
    with as_owner():
        assert Assessment.objects.get().decided_at == on
        clock = Clock.objects.filter(standard="assessment").latest("pk")
    assert clock.started_at == on
    event = told()
    assert event.data["before"]["decided_at"] == first.decided_at.isoformat()
    assert event.data["after"]["decided_at"] == on.isoformat()
    assert event.sentence.startswith("Assessment put right: decided ")
    assert event.sentence.endswith("(A slip of the pen)")
    assert everything(first) == before


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"reason": " "}, "Say why"),
        ({}, "Nothing is different"),
        ({"decided_at": timezone.now() + timedelta(days=2)}, "later than today"),
        ({"decided_at": timezone.now() - timedelta(days=99)}, "before early help was asked for"),
        ({"shared_on": timezone.localdate() + timedelta(days=1)}, "between the decision and today"),
        ({"completed_at": timezone.now() - timedelta(days=3)}, "shared with the family, or after"),
        ({"completed_at": None}, "not put right here"),
    ],
)
def test_days_that_cannot_be_are_refused(cast, change, because):
    first = authorised(cast)
    with pytest.raises(Refused, match=because):
        right(cast, first, **change)
    with as_owner():
        assert not TimelineEvent.objects.filter(kind="assessment.corrected").exists()


def test_two_children_change_places_and_nothing_else_changes(cast):
    first = authorised(cast)
    was = {child.pk: said_by(cast, first, child) for child in (cast.aisha, cast.ben, cast.leo)}
    swap(cast, first, cast.aisha, cast.ben)
    assert said_by(cast, first, cast.aisha) == was[cast.ben.pk] != was[cast.aisha.pk]
    assert said_by(cast, first, cast.ben) == was[cast.aisha.pk]
    assert said_by(cast, first, cast.leo) == was[cast.leo.pk]
    with as_owner():
        for model in (Answer, Score):
            for row in model.objects.filter(person=cast.aisha):
                assert row.about == cast.aisha.reference
                assert cast.ben.reference not in row.address
        assert Assessment.objects.get().status == "authorised"
    event = told()
    assert "two children changed places (Their names were mixed up)" in event.sentence
    assert "Aisha" not in str(event.data) and was[cast.aisha.pk][0] not in str(event.data)


def test_what_was_kept_back_stays_kept_back_when_children_change_places(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    for child, words in ((cast.aisha, "The bell makes me cry."), (cast.ben, "Nothing.")):
        save(cast.practitioner, assessment, "voice", answer("voice_worries", words, about=child.reference))
    place = f"voice/voice_worries/{cast.aisha.reference}"
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where=place))
    assert said_by(cast, assessment, cast.aisha, by=cast.teacher) is None
    swap(cast, assessment, cast.aisha, cast.ben)
    assert said_by(cast, assessment, cast.ben) == ("The bell makes me cry.",)
    assert said_by(cast, assessment, cast.ben, by=cast.teacher) is None
    assert said_by(cast, assessment, cast.aisha, by=cast.teacher) == ("Nothing.",)
    with as_owner():
        assert Limit.objects.get().holds_back == f"voice/voice_worries/{cast.ben.reference}"


def test_what_is_typed_and_not_saved_goes_with_its_child(cast):
    assessment = decided(cast)

    def typed(by, child, form="assessments:section_about", part="VOICE"):
        with acting_as(by) as actor:
            return drafts.load(form, f"{assessment.reference}.{part}.{child.reference}", by=actor)

    def kept(by, child, words, form="assessments:section_about", part="VOICE"):
        subject = f"{assessment.reference}.{part}.{child.reference}"
        values = {f"a-voice_worries-{child.reference}": [words]}
        with acting_as(by) as actor:
            drafts.save(form=form, subject=subject, values=values, base=0, revision=5, window="here", by=actor)

    kept(cast.practitioner, cast.aisha, "The bell")
    kept(cast.practitioner, cast.ben, "The dog")
    kept(cast.manager, cast.aisha, "The stairs")
    kept(cast.practitioner, cast.aisha, "A house", form="assessments:add_file_of", part="VOICE_PICTURES")
    kept(cast.practitioner, cast.leo, "Nothing")
    swap(cast, assessment, cast.aisha, cast.ben)
    bell, dog = typed(cast.practitioner, cast.ben), typed(cast.practitioner, cast.aisha)
    assert bell.values == {f"a-voice_worries-{cast.ben.reference}": ["The bell"]} and bell.revision == 6
    assert dog.values == {f"a-voice_worries-{cast.aisha.reference}": ["The dog"]}
    assert "The stairs" in str(typed(cast.manager, cast.ben).values) and not typed(cast.manager, cast.aisha).is_there
    assert typed(cast.practitioner, cast.ben, "assessments:add_file_of", "VOICE_PICTURES").is_there
    assert typed(cast.practitioner, cast.leo).revision == 5
    with pytest.raises(drafts.Conflict):  # the page that is still open under the wrong child
        kept(cast.practitioner, cast.aisha, "The bell, and the dog")
    with pytest.raises(DatabaseError), acting_as(cast.teacher), connection.cursor() as cursor:
        cursor.execute("SELECT assessments_swap_typed(%s, %s, %s)", [assessment.pk, cast.aisha.pk, cast.ben.pk])


def test_only_two_children_of_the_family_and_only_who_leads(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    first = authorised(cast)
    before = everything(first)
    for one, other in ((cast.aisha, cast.aisha), (cast.aisha, cast.dee), (cast.aisha, cast.hidden_child)):
        with pytest.raises(Refused, match="two children of this family"):
            swap(cast, first, one, other)
    with pytest.raises(PermissionDenied):
        swap(cast, first, cast.aisha, cast.ben, by=cast.teacher)
    with pytest.raises(PermissionDenied):
        right(cast, first, by=cast.teacher)
    for who in (cast.teacher, cast.stranger):  # the database function, without the action
        with pytest.raises(DatabaseError, match="only who leads"), acting_as(who), connection.cursor() as cursor:
            cursor.execute("SELECT assessments_swap_children(%s, %s, %s)", [first.pk, cast.aisha.pk, cast.ben.pk])
    assert everything(first) == before


def test_the_page_does_either(cast, signed_in):
    first = authorised(cast)
    client, page = signed_in(cast.practitioner), f"/assessments/{first.reference}/put-right/"
    assert 'name="finished_on_day"' in client.get(page).content.decode()
    on = timezone.localdate(first.decided_at) - timedelta(days=2)
    today = timezone.localdate()
    sent = {"what": "days", "reason": "A slip"} | {
        f"{name}_{part}": str(getattr(day, part))
        for name, day in (("decided_on", on), ("shared_on", today), ("finished_on", today))
        for part in ("day", "month", "year")
    }
    assert client.post(page, sent).url == f"/assessments/{first.reference}/"
    with as_owner():
        now = Assessment.objects.get()
    assert timezone.localdate(now.decided_at) == on
    assert now.completed_at == first.completed_at  # a day that nobody changed keeps its hour
    children = {"one_child": cast.aisha.reference, "other_child": cast.ben.reference}
    assert client.post(page, {"what": "children", "reason": "x"} | children).status_code == 302
    again = client.post(page, {"what": "children", "reason": "x"} | children | {"other_child": cast.aisha.reference})
    assert again.status_code == 422 and "two children of this family" in again.content.decode()


def test_of_one_that_is_being_written_only_the_day_of_deciding_is_put_right(cast, signed_in):
    assessment = decided(cast)
    client, page = signed_in(cast.practitioner), f"/assessments/{assessment.reference}/put-right/"
    assert 'name="finished_on_day"' not in client.get(page).content.decode()
    on = timezone.localdate() - timedelta(days=2)
    sent = {"what": "days", "reason": "A slip"} | {f"decided_on_{part}": getattr(on, part) for part in DAY}
    assert client.post(page, sent).status_code == 302
    with as_owner():
        assert timezone.localdate(Assessment.objects.get().decided_at) == on


DAY = ("day", "month", "year")
