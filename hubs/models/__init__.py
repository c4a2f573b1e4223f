from hubs.models.requests import Helper, HelpRequest, RequestedPerson, RequestLimit, RequestQuestion
from hubs.models.triage import Decision, Discussion, SystemCheck

__all__ = [
    "Decision",
    "Discussion",
    "HelpRequest",
    "Helper",
    "RequestLimit",
    "RequestQuestion",
    "RequestedPerson",
    "SystemCheck",
]
