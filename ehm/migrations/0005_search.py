from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ehm", "0004_draft_window"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="searchlook",
            index=models.Index(fields=["tenant", "membership", "-looked_at"], name="searchlook_membership"),
        ),
    ]
