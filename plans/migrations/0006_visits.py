import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER of_goal_fill ON plans_step;
DROP TRIGGER only_while_running ON plans_step;
CREATE OR REPLACE FUNCTION plans_goal_reaches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_promise SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  UPDATE plans_progress SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0015_begun_again"),
        ("ehm", "0009_references"),
        ("plans", "0005_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("score", models.PositiveSmallIntegerField(blank=True, help_text="0 worst to 10 best.", null=True)),
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
                        db_constraint=False,
                        db_index=False,
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
                    "goal",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.goal",
                    ),
                ),
                (
                    "plan",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plan",
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
                "indexes": [models.Index(fields=["tenant", "goal"], name="step_goal")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "reference"), name="plans_step_reference"),
                    models.UniqueConstraint(fields=("tenant", "contact", "goal"), name="one_step_for_a_goal"),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__lte", 10), _connector="OR"),
                        name="step_at_most_ten",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stuck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                (
                    "because",
                    models.TextField(
                        choices=[
                            ("family", "The family does not take part"),
                            ("professionals", "Others who help do not take part"),
                            ("disguised", "It looks as if they take part, and nothing changes"),
                            ("not_there", "What would help is not there"),
                            ("higher", "Needs have changed: more help is needed"),
                        ]
                    ),
                ),
                ("tried", models.TextField(help_text="What was tried, and why it did not work.")),
                ("wants", models.TextField(blank=True, help_text="What advice or help is wanted.")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("advice", models.TextField(blank=True)),
                ("advised_at", models.DateTimeField(blank=True, null=True)),
                ("went_on", models.TextField(blank=True, help_text="How it went on.")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "advised_by",
                    ehm.models.tenancy.TenantForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ehm.membership",
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
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "reference"), name="plans_stuck_reference"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("tenant", "episode"),
                        name="stuck_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("advice", ""), ("advised_at", None), ("advised_by", None)),
                            models.Q(
                                ("advised_at__isnull", False),
                                ("advised_by__isnull", False),
                                models.Q(("advice", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="advised_at_and_by",
                    ),
                ],
            },
        ),
        RunFile("plans/migrations/0006_visits.sql", UNDO),
        Secure("Step", "part_of_episode"),
        Secure("Stuck", "led_child_of_episode"),
    ]
