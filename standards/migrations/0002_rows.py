from django.db import migrations

from ehm.rows.operations import Secure


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial"), ("cases", "0003_rows")]

    operations = [
        Secure("Clock", "shared_child_of_episode"),
        Secure("ClockChange", "shared_child_of_episode"),
        Secure("ClockVariation", "shared_child_of_episode"),
        Secure("Alert", "shared_child_of_episode"),
        Secure("RulebookOverride", "directory"),
    ]
