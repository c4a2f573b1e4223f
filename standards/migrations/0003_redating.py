from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = "DROP FUNCTION standards_hold_episodes(bigint[]); DROP FUNCTION standards_keep_next_due(bigint[])"


class Migration(migrations.Migration):
    dependencies = [("standards", "0002_rows"), ("cases", "0005_leading")]

    operations = [RunFile("standards/migrations/0003_redating.sql", UNDO)]
