from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER decided_in_own_name ON hubs_helprequest;
DROP TRIGGER led_in_own_name ON hubs_hubmeeting;
DROP TRIGGER ended_in_own_name ON hubs_disagreement;
DROP FUNCTION hubs_decides_in_own_name();
"""


class Migration(migrations.Migration):
    dependencies = [("hubs", "0014_kept_out_rules")]

    operations = [RunFile("hubs/migrations/0015_decided_in_own_name.sql", UNDO)]
