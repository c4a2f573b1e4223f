from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_minutes")]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="by_link",
            field=models.BooleanField(
                default=False, help_text="They wrote it themselves, by a link, without an account."
            ),
        ),
    ]
