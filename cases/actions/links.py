"""Hand somebody without an account a link by which they can do one thing, and take it back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from cases.actions.locking import lock_episode
from cases.links import DAYS
from cases.models import Episode, Link
from cases.permissions.links import can_hand_out_links
from ehm.jobs.outbox import enqueue
from ehm.rows.actor import Actor


@transaction.atomic
def make_link(*, episode: Episode, purpose: str, subject: str, for_whom: str, by: Actor, mail_to: str = "") -> Link:
    """The link that works from now on; one that was handed out before for the same does not any more. Mailed where an
    address is given; else whoever made it hands it over."""
    episode = lock_episode(episode, can_hand_out_links, by)
    now = timezone.now()
    end_links(episode, purpose, subject, by)
    link = Link.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        purpose=purpose,
        subject=subject,
        for_whom=for_whom.strip()[:200],
        mailed_to=mail_to.strip(),
        agency_id=by.agency_id,
        made_by=by.membership,
        expires_at=now + timedelta(days=DAYS),
    )
    if link.mailed_to:
        enqueue("cases.links.mail", by=by, link_id=link.pk)
    return link


@transaction.atomic
def take_back_link(*, link: Link, by: Actor) -> None:
    episode = lock_episode(link.episode, can_hand_out_links, by)
    end_links(episode, link.purpose, link.subject, by)


def end_links(episode: Episode, purpose: str, subject: str, by: Actor) -> None:
    running = Link.objects.filter(tenant_id=by.tenant_id, episode=episode, ended_at=None)
    running.filter(purpose=purpose, subject=subject).update(ended_at=timezone.now())


def use_up(link: Link) -> None:
    """First of what a link does: it does not work again. Of two who follow it at once the second finds that it does not
    work, as does whoever follows it while it is taken back."""
    Episode.objects.lock(link.episode_id)
    now = timezone.now()
    running = Link.objects.filter(tenant_id=link.tenant_id, pk=link.pk, ended_at=None)
    if not running.update(answered_at=now, ended_at=now):
        raise Http404
