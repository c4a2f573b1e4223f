import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import Secure


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_links_end"),
        ("ehm", "0011_public_page"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("agreed", models.TextField(blank=True, help_text="What was agreed, and with whom.")),
                ("first", models.TextField(blank=True, help_text="What to do first.")),
                ("first_by", models.DateField(blank=True, null=True)),
                ("talk_to", models.TextField(blank=True, help_text="With whom to speak.")),
                (
                    "careful",
                    models.TextField(
                        blank=True, help_text="What to be careful of, for the family's safety and one's own."
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("first_done_at", models.DateTimeField(blank=True, null=True)),
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
                    "allocation",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.leadallocation",
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
                    "lead",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="Whom it was written for; my work asks by it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ehm.membership",
                    ),
                ),
                (
                    "recorded_by",
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
                "indexes": [
                    models.Index(fields=["tenant", "episode"], name="handover_episode"),
                    models.Index(
                        condition=models.Q(("first_done_at", None)), fields=["tenant", "lead"], name="handover_waiting"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "reference"), name="cases_handover_reference"),
                    models.UniqueConstraint(fields=("tenant", "allocation"), name="one_handover_of_an_allocation"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed", ""), ("careful", ""), ("first", ""), ("talk_to", ""), _negated=True
                        ),
                        name="handover_says_something",
                    ),
                ],
            },
        ),
        Secure("Handover", "led_only"),
    ]
