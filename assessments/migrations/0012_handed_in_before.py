from django.db import migrations

from ehm.rows.operations import RunFileForGood


class Migration(migrations.Migration):
    dependencies = [("assessments", "0011_copies_of_whoever_leads")]

    operations = [RunFileForGood("assessments/migrations/0012_handed_in_before.sql")]
