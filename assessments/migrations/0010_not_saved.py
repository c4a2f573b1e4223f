from django.db import migrations, models

from ehm.rows.operations import RunFile


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_one_after_the_other")]

    operations = [
        migrations.AddField("remark", "reply", models.TextField(blank=True, default="", db_default="")),
        RunFile("assessments/migrations/0010_not_saved.sql", "DROP FUNCTION assessments_typed_by_others(bigint);"),
    ]
