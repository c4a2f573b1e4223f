"""Every table that families fill, with the columns that vary."""

from __future__ import annotations

from cases.demo import words
from cases.models import (
    Address,
    Agreement,
    Contact,
    ContactPerson,
    Episode,
    EpisodeGrant,
    Family,
    FamilyMember,
    GpRegistration,
    KeyAgencyNote,
    LeadAllocation,
    LevelDecision,
    ManagementOversight,
    Person,
    Relationship,
    SchoolPlace,
    SharingExclusion,
    TeamAgency,
    TimelineEvent,
)
from ehm.demo.copying import Table


class CaseTables:
    """Every table that families fill, with the columns that vary."""

    def __init__(self) -> None:
        self.family = Table(
            Family, "id tenant_id reference name area_id note created_by_agency_id created_by_id created_at has_episode"
        )
        self.person = Table(
            Person,
            "id tenant_id reference kind given_name family_name date_of_birth is_date_of_birth_unknown expected_on sex"
            " ethnicity first_language needs_interpreter sen_provision nhs_number why_no_nhs_number phone"
            " created_by_agency_id created_at has_episode is_whereabouts_protected is_family_name_unknown",
        )
        self.member = Table(FamilyMember, "id tenant_id family_id person_id role added_at")
        self.relationship = Table(
            Relationship, "id tenant_id family_id person_id relative_id relation has_parental_responsibility"
        )
        place = "id tenant_id reference family_id person_id started_on is_protected agency_id recorded_by_id "
        self.address = Table(Address, place + "lines postcode")
        self.school = Table(SchoolPlace, place + "school_name school_id attendance_percent attendance_on")
        self.gp = Table(GpRegistration, place + "practice_name practice_id")
        self.episode = Table(
            Episode,
            "id tenant_id reference family_id status origin reason requested_at opened_at closed_at closed_by_id"
            " closure_reason closure_rationale level lead_agency_id lead_id area_id created_by_id created_at"
            " next_due_at last_contact_at",
        )
        self.level = Table(
            LevelDecision,
            "id tenant_id reference episode_id level reason decided_on decided_by_id agency_id recorded_at",
        )
        self.allocation = Table(
            LeadAllocation,
            "id tenant_id reference episode_id lead_agency_id lead_id agreed_by_practitioner agreed_by_family"
            " allocated_at agreed_at agency_id allocated_by_id ended_at end_reason",
        )
        self.oversight = Table(
            ManagementOversight,
            "id tenant_id reference episode_id allocation_id by_when agency_id recorded_by_id recorded_at",
            occasion="allocation",
            what_is_happening=words.OVERSIGHT["happening"],
            what_is_working=words.OVERSIGHT["working"],
            what_should_be_done=words.OVERSIGHT["done"],
            why=words.OVERSIGHT["why"],
        )
        self.contact = Table(
            Contact,
            "id tenant_id reference episode_id agency_id recorded_by_id happened_at recorded_at kind is_attempt"
            " is_planned unannounced_reason working_well worried_about needs_to_happen next_contact_on"
            " sharing_explained leaflet_given lead_details_given sent_once",
        )
        self.contact_person = Table(
            ContactPerson,
            "id tenant_id contact_id episode_id agency_id person_id was_seen was_seen_alone was_spoken_to own_words",
        )
        self.note = Table(
            KeyAgencyNote,
            "id tenant_id reference person_id agency_id practitioner_name work_phone area_of_support started_on"
            " ended_on recorded_by_id recorded_at",
        )
        self.team = Table(TeamAgency, "id tenant_id reference episode_id agency_id started_at added_by_id ended_at")
        self.grant = Table(EpisodeGrant, "id tenant_id content_object_id group_id permission_id")
        self.exclusion = Table(
            SharingExclusion,
            "id tenant_id reference episode_id agency_id worker_id recorded_at recorded_by_id",
            reason=words.EXCLUSION,
        )
        self.agreement = Table(
            Agreement,
            "id tenant_id reference episode_id person_id kind is_given form agreed_on agency_id recorded_by_id"
            " recorded_at",
        )
        self.event = Table(
            TimelineEvent,
            "id tenant_id kind family_id episode_id person_id membership_id agency_id occurred_at recorded_at data",
        )

    def all(self) -> list[Table]:
        return list(vars(self).values())
