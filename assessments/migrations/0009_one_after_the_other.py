from django.db import migrations

from ehm.rows.operations import RunFileForGood


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_limits_hold")]

    operations = [RunFileForGood("assessments/migrations/0009_one_after_the_other.sql")]
