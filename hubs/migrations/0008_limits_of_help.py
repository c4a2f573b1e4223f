from django.db import migrations, models

from ehm.rows.operations import RunFile

UNDO = "DROP TRIGGER takes_limits ON hubs_helprequest; DROP FUNCTION hubs_request_takes_limits()"


class Migration(migrations.Migration):
    dependencies = [("hubs", "0007_items_have_a_time"), ("cases", "0017_handover")]

    operations = [
        RunFile("hubs/migrations/0008_limits_of_help.sql", UNDO),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False), ("letter_sent_at", None)),
                fields=["tenant", "area", "decided_at"],
                name="request_letters",
            ),
        ),
    ]
