from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER kept_out_of_second_families ON cases_familymember;
DROP FUNCTION cases_kept_out_of_second_families();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_notes_kept")]

    operations = [RunFile("cases/migrations/0009_joining.sql", UNDO)]
