from ehm.models.administration import OrganisationEvent
from ehm.models.api import ApiToken, ApiUse
from ehm.models.drafts import Draft
from ehm.models.feeds import CalendarFeed
from ehm.models.jobs import BeatClaim, Job
from ehm.models.notifications import Notification
from ehm.models.organisations import (
    Agency,
    AgencyKind,
    Area,
    AreaKind,
    AreaPostcode,
    Membership,
    NonWorkingDay,
    NonWorkingDayKind,
    Partnership,
    Role,
)
from ehm.models.passwords import ForgottenPassword
from ehm.models.people import User
from ehm.models.reading import ReadLog, SearchLook
from ehm.models.sent import SentForm
from ehm.models.sessions import Session
from ehm.models.tenancy import Referenced, SaidAloud, TenantForeignKey, TenantModel

__all__ = [
    "Agency",
    "AgencyKind",
    "ApiToken",
    "ApiUse",
    "Area",
    "AreaKind",
    "AreaPostcode",
    "BeatClaim",
    "CalendarFeed",
    "Draft",
    "ForgottenPassword",
    "Job",
    "Membership",
    "NonWorkingDay",
    "NonWorkingDayKind",
    "Notification",
    "OrganisationEvent",
    "Partnership",
    "ReadLog",
    "Referenced",
    "SaidAloud",
    "Role",
    "SearchLook",
    "SentForm",
    "Session",
    "TenantForeignKey",
    "TenantModel",
    "User",
]
