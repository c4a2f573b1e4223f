from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hubs", "0015_decided_in_own_name")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="level_band",
            field=models.TextField(blank=True, db_default="", help_text="A partnership's own band within the level."),
        ),
    ]
