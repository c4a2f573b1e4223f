from django.db import migrations

from ehm.rows.operations import RunFileForGood


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_copies_agreed_again")]

    operations = [RunFileForGood("assessments/migrations/0007_told_before.sql")]
