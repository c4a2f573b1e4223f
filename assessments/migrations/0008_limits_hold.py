from django.db import migrations

from ehm.rows.operations import RunFileForGood


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_told_before")]

    operations = [RunFileForGood("assessments/migrations/0008_limits_hold.sql")]
