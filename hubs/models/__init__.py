from hubs.models.agenda import AgendaItem, ItemAsk, ItemDecision
from hubs.models.follow_up import ActionDate, Disagreement, DisagreementManager, MeetingAction
from hubs.models.lists import UploadedList
from hubs.models.meetings import HubMeeting, Present, Seat
from hubs.models.public import PublicDraft, PublicVisit
from hubs.models.requests import Helper, HelpRequest, RequestedPerson, RequestLimit, RequestQuestion
from hubs.models.services import Service, ToldService, WantedService
from hubs.models.triage import Decision, Discussion, KeptOut, SystemCheck

__all__ = [
    "ActionDate",
    "AgendaItem",
    "Decision",
    "Disagreement",
    "DisagreementManager",
    "Discussion",
    "HelpRequest",
    "Helper",
    "HubMeeting",
    "ItemAsk",
    "ItemDecision",
    "KeptOut",
    "MeetingAction",
    "Present",
    "PublicDraft",
    "PublicVisit",
    "RequestLimit",
    "RequestQuestion",
    "RequestedPerson",
    "Seat",
    "Service",
    "SystemCheck",
    "ToldService",
    "UploadedList",
    "WantedService",
]
