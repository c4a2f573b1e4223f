"""Partnerships, their areas and agencies, and the people who work in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ehm.models.people import User
from ehm.models.tenancy import Referenced, TenantForeignKey, TenantModel
from ehm.rows.registry import RowScope

if TYPE_CHECKING:
    from ehm.rows.actor import Actor


class Nation(models.TextChoices):
    ENGLAND = "england", "England"
    WALES = "wales", "Wales"


class Partnership(models.Model):
    """A council's area and its agencies. One never sees another (R001, R123)."""

    name = models.TextField()
    slug = models.SlugField(unique=True)
    profile = models.TextField(help_text="Practice profile and edition, such as coventry-2019.")
    overlays = models.JSONField(default=list, blank=True, help_text="Further rulebooks, such as quality_framework-1.")
    nation = models.TextField(choices=Nation.choices, default=Nation.ENGLAND)
    safeguarding_name = models.TextField(blank=True, help_text="Who to ring when a child may be at risk of harm.")
    safeguarding_phone = models.TextField(blank=True)
    safeguarding_form_url = models.URLField(blank=True)
    privacy_notice_url = models.URLField(blank=True)
    takes_public_requests = models.BooleanField(
        default=True, db_default=True, help_text="Whether people without an account may ask for help."
    )
    is_demo = models.BooleanField(default=False)

    row_scope = RowScope.PARTNERSHIP

    def __str__(self) -> str:
        return self.name


M = TypeVar("M", bound=TenantModel)


class DirectoryQuerySet(models.QuerySet[M]):
    """What everybody in a partnership may look up."""

    def of(self, tenant_id: int) -> Self:
        return self.filter(tenant_id=tenant_id)

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(tenant_id=actor.tenant_id)

    def current(self) -> Self:
        return self.filter(ended_at=None)


class AreaQuerySet(DirectoryQuerySet["Area"]):
    pass


class AreaKind(models.TextChoices):
    HUB = "hub", "Family hub"
    LOCALITY = "locality", "Locality"
    COUNTY = "county", "Countywide hub"


class Area(Referenced):
    """A hub or locality: the part of a partnership whose requests and families one team looks after (R024-R027)."""

    name = models.TextField()
    kind = models.TextField(choices=AreaKind.choices, default=AreaKind.HUB)
    phone = models.TextField(blank=True)
    principal = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Area]] = AreaQuerySet.as_manager()
    row_scope = RowScope.DIRECTORY

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "name"], name="area_name")]

    def __str__(self) -> str:
        return self.name


class AreaPostcode(TenantModel):
    """The start of a postcode that an area reaches, such as CV99 1."""

    area = TenantForeignKey(Area, on_delete=models.CASCADE, related_name="postcodes")
    prefix = models.CharField(max_length=8)

    row_scope = RowScope.DIRECTORY

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "prefix"], name="one_area_for_each_postcode")]


class AgencyKind(models.TextChoices):
    """R023."""

    LOCAL_AUTHORITY = "local_authority", "Council early help"
    SOCIAL_CARE = "social_care", "Children's social care"
    PRIMARY_SCHOOL = "primary_school", "Primary school"
    SECONDARY_SCHOOL = "secondary_school", "Secondary school"
    SPECIAL_SCHOOL = "special_school", "Special school"
    ALTERNATIVE_PROVISION = "alternative_provision", "Alternative provision"
    EARLY_YEARS = "early_years", "Early years provider"
    CHILDRENS_CENTRE = "childrens_centre", "Children's centre"
    HEALTH_VISITING = "health_visiting", "Health visiting"
    SCHOOL_NURSING = "school_nursing", "School nursing"
    MIDWIFERY = "midwifery", "Midwifery"
    GP = "gp", "GP practice"
    OTHER_HEALTH = "other_health", "Other health service"
    CHILD_MENTAL_HEALTH = "child_mental_health", "Child and adolescent mental health"
    ADULT_MENTAL_HEALTH = "adult_mental_health", "Adult mental health"
    SUBSTANCE_MISUSE = "substance_misuse", "Drug and alcohol service"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
    YOUTH_SUPPORT = "youth_support", "Youth service"
    HOUSING = "housing", "Housing"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    EMPLOYMENT = "employment", "Jobs and benefits"
    ADULT_LEARNING = "adult_learning", "Adult learning"
    ADVICE = "advice", "Advice service"
    SEND = "send", "SEND and disability team"
    PARENTING = "parenting", "Parenting service"
    FAMILY_GROUP_CONFERENCING = "family_group_conferencing", "Family group conferencing"
    YOUNG_CARERS = "young_carers", "Young carers service"
    ATTENDANCE = "attendance", "Attendance service"
    VOLUNTARY = "voluntary", "Voluntary or community organisation"


class AgencyQuerySet(DirectoryQuerySet["Agency"]):
    def agreement_lapsed(self) -> Self:
        """Current agencies whose information-sharing agreement was never signed, or is past its review (R094)."""
        today = timezone.localdate()
        return self.current().filter(Q(isa_signed_on=None) | Q(isa_review_on=None) | Q(isa_review_on__lt=today))


class Agency(Referenced):
    name = models.TextField()
    kind = models.TextField(choices=AgencyKind.choices)
    phone = models.TextField(blank=True)
    isa_signed_on = models.DateField("information-sharing agreement signed on", null=True, blank=True)
    isa_review_on = models.DateField("information-sharing agreement to be reviewed on", null=True, blank=True)
    principal = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Agency]] = AgencyQuerySet.as_manager()
    row_scope = RowScope.DIRECTORY

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "name"], name="agency_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_local_authority(self) -> bool:
        return self.kind == AgencyKind.LOCAL_AUTHORITY

    @property
    def is_agreement_lapsed(self) -> bool:
        """The same words as `agreement_lapsed()`."""
        return self.isa_signed_on is None or self.isa_review_on is None or self.isa_review_on < timezone.localdate()


class Role(models.TextChoices):
    PRACTITIONER = "practitioner", "Practitioner"
    MANAGER = "manager", "Manager"
    HUB_WORKER = "hub_worker", "Hub worker"
    HUB_CHAIR = "hub_chair", "Hub chair"
    COORDINATOR = "coordinator", "Coordinator"
    PARTNER = "partner", "Partner"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Partnership administrator"


AREA_ROLES = frozenset({Role.HUB_WORKER, Role.HUB_CHAIR, Role.COORDINATOR})
MANAGING_ROLES = frozenset({Role.MANAGER, Role.HUB_CHAIR})


class MembershipQuerySet(DirectoryQuerySet["Membership"]):
    def who_may_manage(self) -> Self:
        """Whoever can be somebody's line manager."""
        return self.current().filter(role__in=MANAGING_ROLES)


class Membership(Referenced):
    """One person's place in one agency, in one role. What case records are signed with."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = TenantForeignKey(Agency, related_name="memberships")
    area = TenantForeignKey(Area, null=True, blank=True)
    role = models.TextField(choices=Role.choices)
    line_manager = TenantForeignKey("self", null=True, blank=True)
    display_name = models.TextField()
    job_title = models.TextField(blank=True)
    work_phone = models.TextField(blank=True)
    gets_digest = models.BooleanField(default=True, help_text="An e-mail each morning that something waits.")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey("self", null=True, blank=True)

    objects: ClassVar[models.Manager[Membership]] = MembershipQuerySet.as_manager()
    row_scope = RowScope.DIRECTORY

    class Meta(Referenced.Meta):
        indexes = [models.Index(fields=["tenant", "agency"], name="membership_agency")]
        constraints = [
            *Referenced.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(role__in=sorted(AREA_ROLES)) | Q(area__isnull=False), name="hub_roles_have_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.reference}"


class NonWorkingDayKind(models.TextChoices):
    BANK_HOLIDAY = "bank_holiday", "Bank holiday"
    CLOSURE = "closure", "Closure"


class NonWorkingDay(TenantModel):
    """A day that no working-day clock counts: a bank holiday of the nation or a closure of the partnership."""

    on = models.DateField()
    name = models.TextField()
    kind = models.TextField(choices=NonWorkingDayKind.choices)

    row_scope = RowScope.DIRECTORY

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "on"], name="one_reason_for_each_day_off")]
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d %B %Y} {self.name}"
