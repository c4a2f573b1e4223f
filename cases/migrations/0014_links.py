import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_limits_before"),
        ("ehm", "0009_references"),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("purpose", models.TextField()),
                ("subject", models.CharField(max_length=14)),
                ("for_whom", models.CharField(help_text="The name of whoever it was handed to.", max_length=200)),
                (
                    "mailed_to",
                    models.EmailField(
                        blank=True, help_text="Blank where it was handed over on paper or read out.", max_length=254
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, help_text="Used up, or taken back.", null=True)),
                (
                    "agency",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ehm.agency",
                    ),
                ),
                (
                    "episode",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.episode",
                    ),
                ),
                (
                    "made_by",
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
                "abstract": False,
                "indexes": [models.Index(fields=["tenant", "episode", "purpose", "subject"], name="link_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "reference"), name="cases_link_reference"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("tenant", "purpose", "subject"),
                        name="one_link_at_once",
                    ),
                ],
            },
        ),
        Secure("Link", "led_child_of_episode"),
        RunFile("cases/migrations/0014_links.sql", "DROP FUNCTION cases_open_link(bigint)"),
    ]
