"""Drawings, direct-work sheets and finished documents: only what was made harmless is kept (ehm/files)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from assessments.models.assessments import Assessment
from assessments.models.parts import Part, PartQuerySet
from ehm.models import Referenced, TenantForeignKey


class DirectWork(Part):
    """What a child drew or made, kept with that child (R042), or an agency's own finished assessment (no `person`).

    `media_type` is ours, never the uploader's. `shows` says in words what is in it."""

    assessment = TenantForeignKey(Assessment, null=True, blank=True)
    media_type = models.CharField(max_length=40)
    data = models.BinaryField()
    small = models.BinaryField(default=b"", help_text="A small picture for lists; empty for a document.")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    shows = models.TextField(blank=True)
    made_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[DirectWork]] = PartQuerySet.as_manager()

    class Meta(Referenced.Meta):
        indexes = [
            models.Index(fields=["tenant", "assessment"], name="directwork_assessment"),
            models.Index(fields=["tenant", "person"], name="directwork_person"),
        ]
