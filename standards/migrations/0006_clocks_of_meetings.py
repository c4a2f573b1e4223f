from django.db import migrations

from ehm.rows.operations import Rescope


class Migration(migrations.Migration):
    """A clock about an action of a meeting or a disagreement is seen with it."""

    dependencies = [("standards", "0005_at_hubs"), ("hubs", "0006_meeting_rows")]

    operations = [Rescope("Clock", "clock", "clock")]
