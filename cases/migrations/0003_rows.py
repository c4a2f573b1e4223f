from django.db import migrations

from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER lead_to_access ON cases_episode;
DROP TRIGGER only_of_a_visible_family ON cases_episode;
DROP TRIGGER only_visible_people ON cases_familymember;
DROP TRIGGER member_joins ON cases_familymember;
DROP TRIGGER note_fill ON cases_keyagencynote;
DROP TRIGGER grant_fill ON cases_episodegrant;
DROP TRIGGER grant_to_access ON cases_episodegrant;
DROP TRIGGER exclusion_takes_effect ON cases_sharingexclusion;
DROP TRIGGER person_to_index ON cases_person;
DROP FUNCTION cases_lead_to_access(), cases_only_of_a_visible_family(), cases_only_visible_people(),
  cases_member_joins(), cases_note_fill(), cases_grant_fill(), cases_grant_to_access(),
  cases_exclusion_takes_effect(), cases_person_to_index(), cases_find_known(text, text, date, text),
  cases_known_child(text), cases_whom_to_ask(bigint, bigint), cases_excluded_from_person(bigint, bigint),
  cases_hidden_episodes(), cases_hidden_families(), cases_transfer(bigint, bigint, bigint);
DROP INDEX childindex_names;
DROP FUNCTION cases_name_key(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_initial"),
        ("ehm", "0002_rows"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        # the policies name functions, the functions name tables: tables, functions, policies
        RunFile("cases/migrations/0003_access.sql", UNDO),
        Secure("Family", "family"),
        Secure("Person", "person"),
        Secure("FamilyMember", "child_of_family"),
        Secure("Relationship", "child_of_family"),
        Secure("Address", "location"),
        Secure("SchoolPlace", "location"),
        Secure("GpRegistration", "location"),
        Secure("Episode", "episode"),
        Secure("LevelDecision", "child_of_episode"),
        Secure("LeadAllocation", "shared_child_of_episode"),
        Secure("Contact", "child_of_episode"),
        Secure("ContactPerson", "child_of_episode"),
        Secure("ManagementOversight", "child_of_episode"),
        Secure("Agreement", "child_of_episode"),
        Secure("TeamAgency", "led_child_of_episode"),
        Secure("SharingExclusion", "led_child_of_episode"),
        Secure("EpisodeGrant", "grant"),
        Secure("Access", "access"),
        Secure("KeyAgencyNote", "key_note"),
        Secure("ChildIndex", "index"),
        Secure("TimelineEvent", "timeline"),
        Secure("PersonEvent", "history"),
        Secure("FamilyEvent", "history"),
        Secure("AddressEvent", "history"),
        Secure("EpisodeEvent", "history"),
        Secure("ContactEvent", "history"),
        Secure("ContactPersonEvent", "history"),
        Secure("KeyAgencyNoteEvent", "history"),
    ]
