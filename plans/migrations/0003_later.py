import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER later_scores_follow ON assessments_score;
DROP TRIGGER later_score_fill ON plans_laterscore;
DROP FUNCTION plans_later_scores_follow(), plans_later_score_fill(),
  plans_score_kept_from(bigint, bigint, text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_limits_before"),
        ("ehm", "0009_references"),
        ("assessments", "0004_judgements"),
        ("plans", "0002_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="LaterScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                (
                    "at",
                    models.TextField(
                        choices=[
                            ("review", "Review"),
                            ("contact", "Visit or other contact"),
                            ("closing", "When help ended"),
                        ]
                    ),
                ),
                ("scale_set", models.TextField()),
                ("scale", models.TextField()),
                ("about", models.CharField(blank=True, max_length=14)),
                (
                    "respondent",
                    models.TextField(
                        choices=[("child", "child"), ("parent", "parent"), ("practitioner", "practitioner")]
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(help_text="0 worst to 10 best.")),
                ("reason", models.TextField(blank=True)),
                ("given_on", models.DateField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
                    ),
                ),
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
                    "contact",
                    ehm.models.tenancy.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.contact",
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
                    "meeting",
                    ehm.models.tenancy.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.meeting",
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
                "indexes": [models.Index(fields=["tenant", "episode", "given_on"], name="laterscore_episode")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "reference"), name="plans_laterscore_reference"),
                    models.CheckConstraint(condition=models.Q(("value__lte", 10)), name="later_score_at_most_ten"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at", "review"), ("contact", None), ("meeting__isnull", False)),
                            models.Q(("at", "contact"), ("contact__isnull", False), ("meeting", None)),
                            models.Q(("at", "closing"), ("contact", None), ("meeting", None)),
                            _connector="OR",
                        ),
                        name="scored_at_one_occasion",
                    ),
                ],
            },
        ),
        RunFile("plans/migrations/0003_later.sql", UNDO),
        Secure("LaterScore", "part_of_episode"),
    ]
