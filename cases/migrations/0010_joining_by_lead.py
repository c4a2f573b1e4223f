from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER only_who_leads_brings ON cases_familymember;
DROP FUNCTION cases_only_who_leads_brings();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_joining")]

    operations = [RunFile("cases/migrations/0010_joining_by_lead.sql", UNDO)]
