from django.db import migrations

from ehm.rows.operations import RunFile


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_asked_to_lead")]

    operations = [
        RunFile("cases/migrations/0013_limits_before.sql", "DROP FUNCTION cases_limits_before(bigint)"),
    ]
