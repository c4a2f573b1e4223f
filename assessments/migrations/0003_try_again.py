from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_rows")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="try_again_on",
            field=models.DateField(blank=True, help_text="When it is offered the next time.", null=True),
        ),
    ]
