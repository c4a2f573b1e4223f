import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_own_form")]

    operations = [
        migrations.AddField(
            model_name="copy",
            name="goals",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=14), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="copy",
            name="next_steps",
            field=models.TextField(blank=True, help_text="What happens next, in words for the child."),
        ),
        migrations.AddField(
            model_name="copy",
            name="source",
            field=models.CharField(blank=True, max_length=255),
        ),
    ]
