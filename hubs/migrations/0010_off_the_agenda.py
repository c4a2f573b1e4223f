from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER own_words ON hubs_disagreementmanager;
DROP TRIGGER own_words ON hubs_meetingaction;
DROP TRIGGER own_words ON hubs_itemask;
DROP TRIGGER requests_items_follow ON cases_episode;
DROP TRIGGER items_follow_help ON hubs_helprequest;
DROP TRIGGER leaves_agenda ON hubs_helprequest;
DROP FUNCTION hubs_said_by_themselves(), hubs_items_follow_help(), hubs_request_leaves_agenda();
"""


class Migration(migrations.Migration):
    dependencies = [("hubs", "0009_limits_of_help")]

    operations = [RunFile("hubs/migrations/0010_off_the_agenda.sql", UNDO)]
