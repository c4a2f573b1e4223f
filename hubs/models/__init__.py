from hubs.models.lists import UploadedList
from hubs.models.public import PublicDraft, PublicVisit
from hubs.models.requests import Helper, HelpRequest, RequestedPerson, RequestLimit, RequestQuestion
from hubs.models.services import Service, ToldService, WantedService
from hubs.models.triage import Decision, Discussion, SystemCheck

__all__ = [
    "Decision",
    "Discussion",
    "HelpRequest",
    "Helper",
    "PublicDraft",
    "PublicVisit",
    "RequestLimit",
    "RequestQuestion",
    "RequestedPerson",
    "Service",
    "SystemCheck",
    "ToldService",
    "UploadedList",
    "WantedService",
]
