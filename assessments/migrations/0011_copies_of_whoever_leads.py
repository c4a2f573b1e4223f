from django.db import migrations

from ehm.rows.operations import Rescope, RunFile


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_not_saved")]

    operations = [
        Rescope("Copy", "led_child_of_episode", "led_only"),
        RunFile(
            "assessments/migrations/0011_copies_of_whoever_leads.sql",
            "DROP FUNCTION assessments_swap_typed(bigint, bigint, bigint);",
        ),
    ]
