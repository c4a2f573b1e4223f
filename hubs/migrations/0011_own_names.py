from django.db import migrations

from ehm.rows.operations import Rescope, RunFile

IN_OWN_NAME = (
    *("hubmeeting", "seat", "present", "agendaitem", "itemask", "itemdecision", "meetingaction", "actiondate"),
    *("disagreement", "disagreementmanager", "requestquestion", "systemcheck", "discussion", "decision"),
)
UNDO = (
    "DROP TRIGGER names_one_family ON hubs_agendaitem; DROP FUNCTION hubs_item_names_one_family();"
    + " ".join(f"DROP TRIGGER own_name ON hubs_{table};" for table in IN_OWN_NAME)
    + "DROP FUNCTION hubs_in_own_name();"
)


class Migration(migrations.Migration):
    dependencies = [("hubs", "0010_off_the_agenda"), ("plans", "0015_follow_ups")]

    operations = [
        RunFile("hubs/migrations/0011_own_names.sql", UNDO),
        Rescope("UploadedList", "own", "own_upload"),
    ]
