"""Submitting an assessment: what is missing and where, nothing lost, and who may."""

import html
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from cases.models import TimelineEvent
from ehm import notifications
from ehm.models import Notification
from tests.assessments.writing import agree, answer, decided, fill, save, submit
from tests.cases.acting import acting_as
from tests.cast import make_worker, share
from tests.databases import as_owner

TODAY = timezone.localdate()


def page(name, assessment):
    return reverse(f"assessments:{name}", args=[assessment.reference])


def read(client, url):
    return html.unescape(client.get(url).content.decode())


def filled(cast, by=None, episode=None, outcome="plan"):
    """An assessment with nothing missing."""
    by, episode = by or cast.practitioner, episode or cast.episode
    agree(cast, episode, None if episode == cast.episode else cast.salt_child)
    assessment = decided(cast, by=by, episode=episode)
    for _ in range(2):  # some questions are asked only once others are answered
        fill(by, assessment, outcome)
    return assessment


def handed_in(cast, outcome="plan", by=None):
    """An assessment that waits for a manager; what else it says is not looked at here."""
    by = by or cast.practitioner
    assessment = decided(cast, by=by)
    save(by, assessment, "outcome", answer("outcome", outcome))
    with as_owner():
        Assessment.objects.filter(pk=assessment.pk).update(
            status="submitted", submitted_at=timezone.now(), submitted_by=by, outcome=outcome
        )
    return now(assessment)


def now(assessment):
    with as_owner():
        return Assessment.objects.get(pk=assessment.pk)


def on(day, name="shared_on"):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_what_is_missing_is_said_by_section_with_its_place(cast, signed_in):
    assessment = decided(cast)
    body = read(signed_in(cast.practitioner), page("submit", assessment))
    assert body.index("To be done first") < body.index("About this assessment") < body.index("What happens next")
    assert "Answer 'When did you start?'" in body
    assert "Record who in the family agreed to early help" in body
    assert reverse("cases:record_agreement", args=[cast.episode.reference]) in body
    assert "Have you gone through it with the family?" not in body


def test_what_should_only_be_looked_at_again_says_why_and_holds_nothing_back(cast, signed_in):
    assessment = filled(cast)
    body = read(signed_in(cast.practitioner), page("submit", assessment))
    assert "To be done first" not in body
    assert "Only one parent of Aisha is on the record" in body
    assert "A parent who lives elsewhere is a parent still." in body
    assert "Have you gone through it with the family?" in body


def test_what_holds_back_is_said_and_changes_nothing(cast, signed_in):
    assessment = decided(cast)
    answered = signed_in(cast.practitioner).post(page("submit", assessment), {"shared": "yes", **on(TODAY)})
    body = html.unescape(answered.content.decode())
    assert answered.status_code == 422
    assert "Some things are still missing" in body
    assert f'value="{TODAY.year}"' in body  # what was typed is still there
    assert now(assessment).status == "in_progress"
    with as_owner():
        assert not TimelineEvent.objects.filter(kind="assessment.submitted").exists()
        assert not Notification.objects.filter(kind="assessments.submitted").exists()


def test_submitted_and_shared_it_is_complete_and_a_manager_is_told(cast, signed_in):
    assessment = filled(cast)
    answered = signed_in(cast.practitioner).post(page("submit", assessment), {"shared": "yes", **on(TODAY)})
    assert answered.status_code == 302
    assert (now(assessment).status, now(assessment).shared_on) == ("submitted", TODAY)
    with as_owner():
        told = Notification.objects.get(kind="assessments.submitted")
        kinds = set(TimelineEvent.objects.values_list("kind", flat=True))
    assert {"assessment.submitted", "assessment.completed"} <= kinds
    assert (told.membership_id, told.subject, told.data) == (cast.manager.pk, assessment.reference, {})
    with acting_as(cast.manager) as actor:
        (notice,) = notifications.in_words([told], actor)
    assert notice.sentence == "Practitioner submitted an assessment: Reed family"


def test_shared_later(cast, signed_in):
    assessment = filled(cast)
    client = signed_in(cast.practitioner)
    assert client.post(page("submit", assessment), {"shared": "no"}).status_code == 302
    assert now(assessment).completed_at is None
    tomorrow = client.post(page("share_with_family", assessment), on(TODAY + timedelta(days=1)))
    assert tomorrow.status_code == 422
    assert now(assessment).completed_at is None
    assert client.post(page("share_with_family", assessment), on(TODAY)).status_code == 302
    assert now(assessment).completed_at is not None
    again = client.post(page("share_with_family", assessment), on(TODAY))
    assert "It is on record already" in html.unescape(again.content.decode())


def test_only_who_leads_submits_and_says_that_it_was_shared(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        partner = make_worker("partner.school@northbridge.example", cast.school, "partner")
    assessment = filled(cast)
    for who in (cast.teacher, partner, cast.auditor):
        for name in ("submit", "share_with_family"):
            client = signed_in(who)
            assert client.get(page(name, assessment)).status_code == 403, (who, name)
            assert client.post(page(name, assessment), {"shared": "no"}).status_code == 403, (who, name)
    for name in ("submit", "share_with_family"):
        assert signed_in(cast.stranger).get(page(name, assessment)).status_code == 404
    assert now(assessment).status == "in_progress"
    assert signed_in(cast.practitioner).post(page("submit", assessment), {"shared": "no"}).status_code == 302


def test_the_page_says_by_when_the_plan_meeting_is_due(cast, signed_in):
    assessment = filled(cast)
    body = read(signed_in(cast.practitioner), page("submit", assessment))
    assert "Finished and shared with the family today, it would be due by" in body
    submit(cast.practitioner, assessment, TODAY)
    body = read(signed_in(cast.practitioner), page("submit", assessment))
    assert "can no longer be changed" in body
    assert "Submit the assessment</button>" not in body
