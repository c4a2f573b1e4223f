import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import Secure


class Migration(migrations.Migration):
    dependencies = [
        ("ehm", "0007_forgotten_passwords"),
    ]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="Of the page that was drawn and of what was written in it.", max_length=64
                    ),
                ),
                ("led_to", models.TextField(blank=True, default="")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "membership",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ehm.membership",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ehm.partnership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "membership", "key"), name="a_form_is_saved_once")
                ],
            },
        ),
        Secure("SentForm", "own"),
    ]
