from cases.models.access import Access, AccessSource
from cases.models.contacts import Contact, ContactPerson
from cases.models.episodes import Episode, LeadAllocation, LevelDecision
from cases.models.families import Family, FamilyMember, Relationship
from cases.models.handover import Handover
from cases.models.index import PersonIndex
from cases.models.links import Link
from cases.models.notes import KeyAgencyNote
from cases.models.oversight import ManagementOversight
from cases.models.people import Person
from cases.models.places import Address, GpRegistration, SchoolPlace
from cases.models.sharing import Agreement, EpisodeGrant, SharingExclusion, TeamAgency
from cases.models.timeline import TimelineEvent

__all__ = [
    "Access",
    "AccessSource",
    "Address",
    "Agreement",
    "PersonIndex",
    "Contact",
    "ContactPerson",
    "Episode",
    "EpisodeGrant",
    "Family",
    "FamilyMember",
    "GpRegistration",
    "Handover",
    "KeyAgencyNote",
    "LeadAllocation",
    "LevelDecision",
    "Link",
    "ManagementOversight",
    "Person",
    "Relationship",
    "SchoolPlace",
    "SharingExclusion",
    "TeamAgency",
    "TimelineEvent",
]
