"""Links that let somebody without an account do one thing about one family."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models.episodes import Episode, OfEpisodeQuerySet
from ehm.models import Agency, Membership, Referenced, TenantForeignKey
from ehm.rows.registry import RowScope


class LinkQuerySet(OfEpisodeQuerySet["Link"]):
    def working(self) -> Self:
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class Link(Referenced):
    """`purpose` is what may be done with it, `subject` the reference of what it is about. Nothing of it opens a page by
    itself: the address that is handed out is signed (cases/links.py) and kept nowhere."""

    episode = TenantForeignKey(Episode)
    purpose = models.TextField()
    subject = models.CharField(max_length=14)
    for_whom = models.CharField(max_length=200, help_text="The name of whoever it was handed to.")
    mailed_to = models.EmailField(blank=True, help_text="Blank where it was handed over on paper or read out.")
    agency = TenantForeignKey(Agency)
    made_by = TenantForeignKey(Membership)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Used up, or taken back.")

    objects: ClassVar[models.Manager[Link]] = LinkQuerySet.as_manager()
    row_scope = RowScope.LED_CHILD_OF_EPISODE

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "episode", "purpose", "subject"], name="link_subject")]
        constraints = [
            *Referenced.Meta.constraints,
            models.UniqueConstraint(
                fields=["tenant", "purpose", "subject"], condition=Q(ended_at=None), name="one_link_at_once"
            ),
        ]

    @property
    def is_working(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()

    def timeline_place(self) -> dict[str, int | None]:
        return {"family_id": self.episode.family_id, "episode_id": self.episode_id, "person_id": None}
