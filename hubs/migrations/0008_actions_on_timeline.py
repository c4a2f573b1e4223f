from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = "DROP TRIGGER is_done ON hubs_meetingaction; DROP FUNCTION hubs_action_is_done();"


class Migration(migrations.Migration):
    dependencies = [("hubs", "0007_items_have_a_time"), ("cases", "0016_links_end")]

    operations = [RunFile("hubs/migrations/0008_actions_on_timeline.sql", UNDO)]
