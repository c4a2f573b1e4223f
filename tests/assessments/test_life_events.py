"""What happened in a family's life: in order, told once, kept with the family."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.life_events import add_life_event, change_life_event, remove_life_event
from assessments.choices import Record
from assessments.models import LifeEvent
from cases.models import Episode, SharingExclusion, TimelineEvent
from ehm.actions import Refused, Stale
from tests import databases
from tests.assessments.writing import decided, line, save
from tests.cases.acting import acting_as
from tests.cast import make_episode

pytestmark = pytest.mark.django_db(transaction=True)


def add(by, episode, what="They moved house", said_when="spring 2019", impact="A new school"):
    with acting_as(by) as actor:
        return add_life_event(episode=episode, said_when=said_when, what=what, impact=impact, by=actor)


def url_of(cast):
    return reverse("assessments:life_events", args=(cast.family.reference,))


def test_it_stands_in_order_with_what_assessments_tell(cast, signed_in):
    assessment = decided(cast)
    cells = {"when": "2017", "what": "Aisha's first day at nursery", "impact": ""}
    save(cast.practitioner, assessment, "timeline", line(Record.LIFE_EVENT, "life_events", cells))
    add(cast.practitioner, cast.episode, "Work ended", "nobody remembers")
    add(cast.practitioner, cast.episode, "A flood", "when Leo was 1")
    event = add(cast.practitioner, cast.episode)
    page = signed_in(cast.practitioner).get(url_of(cast)).content.decode()
    told = ["first day at nursery", "They moved house", "A flood", "Nobody knows just when", "Work ended"]
    places = [page.index(words) for words in told]
    assert places == sorted(places) and "spring 2019" in page
    assert page.count("/life-events/") >= 3 and str(event.sorts_on) == "2019-03-01"
    with databases.as_owner():
        assert TimelineEvent.objects.filter(kind="life_event.added").count() == 3


def test_two_who_change_it_lose_nothing(cast, signed_in):
    event = add(cast.practitioner, cast.episode)
    url, words = reverse("assessments:change_life_event", args=(event.reference,)), {"said_when": "2020", "impact": ""}
    client = signed_in(cast.practitioner)
    assert client.post(url, words | {"what": "They moved twice", "version": 1}).status_code == 302
    answer = client.post(url, words | {"what": "They stayed", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 422 and "They moved twice" in page
    assert answer.context["form"]["what"].value() == "They stayed"
    with acting_as(cast.practitioner) as actor, pytest.raises(Stale):
        change_life_event(event=event, version=1, said_when="", what="x", impact="", by=actor)
    assert client.post(url, {"remove": "yes"}).status_code == 302
    assert "They moved" not in client.get(url_of(cast)).content.decode()
    with databases.as_owner():
        assert LifeEvent.objects.get().removed_at


def test_what_an_assessment_tells_is_changed_there(cast, signed_in):
    assessment = decided(cast)
    cells = {"when": "2017", "what": "A move", "impact": ""}
    save(cast.practitioner, assessment, "timeline", line(Record.LIFE_EVENT, "life_events", cells))
    with acting_as(cast.practitioner) as actor:
        event = LifeEvent.objects.select_related("episode").get()
        with pytest.raises(Refused, match="changed there"):
            remove_life_event(event=event, by=actor)
    url = reverse("assessments:change_life_event", args=(event.reference,))
    assert signed_in(cast.practitioner).get(url).status_code == 404


def test_nothing_said_is_refused_and_kept(cast, signed_in):
    client = signed_in(cast.practitioner)
    answer = client.post(url_of(cast), {"said_when": "2019", "what": "", "impact": "They were sad"})
    assert answer.status_code == 200 and "They were sad" in answer.content.decode()
    assert "They were sad" in client.get(url_of(cast)).content.decode()
    answer = client.post(url_of(cast), {"said_when": "2019", "what": "A death", "impact": ""})
    assert answer.status_code == 302 and "A death" in client.get(answer.url).content.decode()


def test_what_is_told_again_is_kept_from_whom_any_telling_is_kept_and_comes_back(cast):
    with databases.as_owner():
        later = make_episode(cast.practitioner, cast.family, cast.east)
        told = []
        for episode in (cast.episode, cast.episode, later):
            of_family = {"tenant": cast.north, "family": cast.family, "episode": episode, "agency": cast.council}
            event = LifeEvent.objects.create(
                **of_family, recorded_by=cast.practitioner, told_before=(told or [None])[-1]
            )
            told.append(event)
        kept = SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
        school = [f"agency:{cast.school.pk}"]
        assert [row.excluded for row in LifeEvent.objects.order_by("pk")] == [school] * 3
        kept.lifted_at = timezone.now()
        kept.save(update_fields=["lifted_at"])
        assert [row.excluded for row in LifeEvent.objects.order_by("pk")] == [[]] * 3


def test_once_help_has_ended_it_stays_as_it_was_told(cast, signed_in):
    event = add(cast.practitioner, cast.episode)
    with databases.as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=cast.practitioner, closure_reason="needs_met"
        )
    client, address = signed_in(cast.practitioner), f"/life-events/{event.reference}/"
    typed = {"said_when": "2019", "what": "Never happened", "impact": "", "version": str(event.version)}
    for sent in (typed, {"remove": "yes"}):
        assert "Help for this family has ended" in client.post(address, sent).content.decode()
    with pytest.raises(Refused):
        add(cast.practitioner, cast.episode)
    with databases.as_owner():
        (stored,) = LifeEvent.objects.all()
    assert (stored.what, stored.removed_at) == ("They moved house", None)
