"""Ask the family how the help was, and write down what they say (R054)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.actions.links import end_links
from cases.actions.locking import lock_episode
from cases.models import Episode, FamilyMember, Person
from ehm import events
from ehm.actions import Refused, still_there
from ehm.permissions import require
from ehm.rows.actor import Actor
from plans import timeline
from plans.choices import Asked
from plans.feedback import questions_of, set_for
from plans.models import Feedback
from plans.permissions import can_ask_feedback

HIGHEST, LONGEST = 10, 2000
BY_LINK = "feedback"  # what a link is for


@transaction.atomic
def ask_feedback(*, episode: Episode, person: Person, how: Asked, why_not: str, by: Actor) -> Feedback:
    """Somebody of the family is asked, or why not. Who answers later is asked once."""
    episode = lock_episode(episode, can_ask_feedback, by)
    if not FamilyMember.objects.within([episode.family]).current().filter(person=person).exists():
        raise Refused("Choose somebody of this family.")
    asked = Feedback.objects.filter(tenant_id=by.tenant_id, episode=episode, person=person)
    if asked.exclude(answered_on=None).exists():
        raise Refused(f"{person.short_name} has answered already.")
    if how == Asked.NOT and not why_not.strip():
        raise Refused("Say why they were not asked.")
    feedback = asked.first() or Feedback(tenant_id=by.tenant_id, episode=episode, person=person)
    is_new = feedback.pk is None
    feedback.asked, feedback.why_not = how, why_not.strip() if how == Asked.NOT else ""
    feedback.asked_on = timezone.localdate()
    feedback.agency_id, feedback.recorded_by = by.agency_id, by.membership
    if is_new:
        feedback.questions = set_for(person)
        feedback.save(force_insert=True)
    else:
        feedback.save(update_fields=["asked", "why_not", "asked_on", "agency", "recorded_by"])
    if how != Asked.LINK:
        end_links(episode, BY_LINK, feedback.reference, by)
    if how != Asked.NOT:
        events.record(timeline.FEEDBACK_ASKED, feedback, by=by)
    return feedback


@transaction.atomic
def write_feedback(
    *, feedback: Feedback, answers: Mapping[str, Mapping[str, Any]], on: date, how: Asked, by: Actor
) -> Feedback:
    """What they said: question → {"score": 0 to 10 or None, "words": text}. Once; it stays as they said it.
    `how`: by their link, or to the worker who writes it down."""
    require(can_ask_feedback, by, feedback.episode)
    episode = Episode.objects.lock(feedback.episode_id)
    require(can_ask_feedback, by, episode)
    feedback = still_there(Feedback.objects, tenant_id=by.tenant_id, pk=feedback.pk)
    if feedback.answered_on is not None:
        raise Refused("This was answered already.")
    if on > timezone.localdate():
        raise Refused("The day cannot be later than today.")
    kept = {}
    for question in questions_of(feedback.questions):
        given = answers.get(question.key, {})
        score, words = given.get("score"), str(given.get("words") or "").strip()[:LONGEST]
        if score is not None and not (question.is_scored and 0 <= score <= HIGHEST):
            raise Refused("Choose a number from 0 to 10.")
        if score is not None or words:
            kept[question.key] = {"score": score, "words": words}
    if not kept:
        raise Refused("Answer at least one question.")
    feedback.answers, feedback.answered_on, feedback.asked, feedback.why_not = kept, on, how, ""
    feedback.agency_id, feedback.recorded_by = by.agency_id, by.membership
    feedback.save(update_fields=["answers", "answered_on", "asked", "why_not", "agency", "recorded_by"])
    if how != Asked.LINK:
        end_links(episode, BY_LINK, feedback.reference, by)
    events.record(timeline.FEEDBACK_GIVEN, feedback, by=by)
    return feedback
