from django.db import migrations

from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP FUNCTION hubs_caseloads(bigint[]);
DROP TRIGGER rows_follow ON hubs_agendaitem;
DROP TRIGGER items_follow ON cases_episode;
DROP TRIGGER items_follow ON hubs_helprequest;
DROP TRIGGER is_asked ON hubs_disagreementmanager;
DROP TRIGGER moves ON hubs_meetingaction;
DROP TRIGGER comes ON hubs_disagreement;
DROP TRIGGER comes ON hubs_meetingaction;
DROP TRIGGER takes_effect ON hubs_itemask;
DROP TRIGGER moves ON hubs_itemask;
DROP TRIGGER moves ON hubs_agendaitem;
DROP TRIGGER comes ON hubs_agendaitem;
DROP TRIGGER moves ON hubs_hubmeeting;
DROP FUNCTION hubs_meeting_moves(), hubs_item_comes(), hubs_item_moves(), hubs_ask_moves(), hubs_ask_takes_effect(),
  hubs_of_item_comes(), hubs_action_moves(), hubs_manager_is_asked(), hubs_items_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("hubs", "0005_meetings")]

    operations = [
        Secure("HubMeeting", "hub_meeting"),
        Secure("Seat", "hub_meeting"),
        Secure("Present", "of_hub_meeting"),
        Secure("AgendaItem", "agenda_item"),
        Secure("ItemAsk", "item_ask"),
        Secure("ItemDecision", "of_item"),
        Secure("MeetingAction", "meeting_action"),
        Secure("ActionDate", "of_action"),
        Secure("Disagreement", "disagreement"),
        Secure("DisagreementManager", "of_disagreement"),
        RunFile("hubs/migrations/0006_meeting_rows.sql", UNDO),
    ]
