import django.contrib.postgres.fields
from django.db import migrations, models

from ehm.rows.operations import Rescope, RunFile

UNDO = """
DROP TRIGGER remark_fill ON assessments_remark;
DROP TRIGGER decision_fill ON assessments_decision;
DROP TRIGGER judgements_follow ON assessments_limit;
DROP FUNCTION assessments_remark_fill(), assessments_decision_fill(), assessments_judgements_follow_limits(),
  assessments_kept_from_around(bigint, bigint, text);
"""


def excluded(model):
    field = django.contrib.postgres.fields.ArrayField(
        base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
    )
    return migrations.AddField(model_name=model, name="excluded", field=field)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_try_again")]

    operations = [
        excluded("decision"),
        excluded("remark"),
        RunFile("assessments/migrations/0004_judgements.sql", UNDO),
        Rescope("Decision", "led_child_of_episode", "led_part_of_episode"),
        Rescope("Remark", "led_child_of_episode", "led_part_of_episode"),
    ]
