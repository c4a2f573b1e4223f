import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_handover"),
        ("ehm", "0011_public_page"),
        ("plans", "0014_scores_put_right"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "because",
                    models.TextField(
                        choices=[
                            ("step_down", "Came down from social care"),
                            ("front_door", "Sent on by the front door"),
                        ]
                    ),
                ),
                ("asked_on", models.DateField(blank=True, null=True)),
                ("with_whom", models.CharField(blank=True, max_length=200)),
                ("heard", models.TextField(blank=True)),
                ("to_do", models.TextField(blank=True, help_text="What follows from it, and who does it.")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="agency",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ehm.agency",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="asked_by",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="recorded_by",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_followup_reference"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("tenant", "episode"), name="followed_up_once"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_by", None), ("asked_on", None), ("heard", ""), ("with_whom", "")),
                    models.Q(
                        ("asked_by__isnull", False),
                        ("asked_on__isnull", False),
                        models.Q(("with_whom", ""), _negated=True),
                        models.Q(("heard", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="asked_whom_and_heard_what",
            ),
        ),
        Secure("FollowUp", "led_only"),
        RunFile("plans/migrations/0015_follow_ups.sql", "DELETE FROM plans_followup"),
        pgtrigger.migrations.RemoveTrigger(
            model_name="stepdown",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="stepdown",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="stepdown",
            name="followed_up_on_and_by",
        ),
        migrations.RemoveField(
            model_name="stepdown",
            name="follow_up",
        ),
        migrations.RemoveField(
            model_name="stepdown",
            name="followed_up_by",
        ),
        migrations.RemoveField(
            model_name="stepdown",
            name="followed_up_on",
        ),
        migrations.RemoveField(
            model_name="stepdownevent",
            name="follow_up",
        ),
        migrations.RemoveField(
            model_name="stepdownevent",
            name="followed_up_by",
        ),
        migrations.RemoveField(
            model_name="stepdownevent",
            name="followed_up_on",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepdown",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_stepdownevent" ("agency_id", "agreed", "came_from", "episode_id", "family_says", "family_view", "handed_over_on", "how_used", "id", "if_worse", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "route", "social_worker", "social_worker_phone", "tenant_id", "used_at_id", "was_used") VALUES (NEW."agency_id", NEW."agreed", NEW."came_from", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."handed_over_on", NEW."how_used", NEW."id", NEW."if_worse", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."route", NEW."social_worker", NEW."social_worker_phone", NEW."tenant_id", NEW."used_at_id", NEW."was_used"); RETURN NULL;',
                    hash="d92d7dd9cd618b083b2c976765a29837106754b4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_7b289",
                    table="plans_stepdown",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepdown",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_stepdownevent" ("agency_id", "agreed", "came_from", "episode_id", "family_says", "family_view", "handed_over_on", "how_used", "id", "if_worse", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "route", "social_worker", "social_worker_phone", "tenant_id", "used_at_id", "was_used") VALUES (NEW."agency_id", NEW."agreed", NEW."came_from", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."handed_over_on", NEW."how_used", NEW."id", NEW."if_worse", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."route", NEW."social_worker", NEW."social_worker_phone", NEW."tenant_id", NEW."used_at_id", NEW."was_used"); RETURN NULL;',
                    hash="a5a22526d224c57bf462168c35b2cebf0dad10b8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa79b",
                    table="plans_stepdown",
                    when="AFTER",
                ),
            ),
        ),
    ]
