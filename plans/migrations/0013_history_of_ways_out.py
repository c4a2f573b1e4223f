import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import Secure


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_links_end"),
        ("ehm", "0010_calendar_feeds"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("plans", "0012_ways_out"),
    ]

    operations = [
        migrations.CreateModel(
            name="StepDownEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "route",
                    models.TextField(
                        choices=[
                            ("review", "At a meeting of theirs that named who leads now"),
                            ("meeting", "Nobody leads yet: the meeting of the locality looks for somebody"),
                        ]
                    ),
                ),
                (
                    "came_from",
                    models.TextField(
                        choices=[
                            ("child_in_need", "A child in need plan"),
                            ("child_protection", "A child protection plan"),
                            ("assessment", "A social care assessment that ended"),
                        ]
                    ),
                ),
                ("social_worker", models.CharField(max_length=200)),
                ("social_worker_phone", models.CharField(blank=True, max_length=30)),
                ("handed_over_on", models.DateField(blank=True, null=True)),
                ("agreed", models.TextField(blank=True, help_text="What goes on, and who does it.")),
                ("if_worse", models.TextField(blank=True, help_text="What to do if worries rise again.")),
                (
                    "family_view",
                    models.TextField(
                        choices=[
                            ("agrees", "They agree that it ends"),
                            ("disagrees", "They know, and do not agree"),
                            ("not_told", "They have not been told"),
                        ]
                    ),
                ),
                ("family_says", models.TextField(blank=True)),
                ("was_used", models.BooleanField(null=True)),
                ("how_used", models.TextField(blank=True, help_text="How, or why not.")),
                ("followed_up_on", models.DateField(blank=True, null=True)),
                (
                    "follow_up",
                    models.TextField(blank=True, help_text="What the coordinator heard from whoever leads (R090)."),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StepUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("held_at", models.DateTimeField()),
                ("with_whom", models.CharField(max_length=200)),
                ("worries", models.TextField(help_text="What has become harder, or worse.")),
                ("tried", models.TextField(help_text="What was tried, and why it did not work (R063).")),
                ("is_harm_feared", models.BooleanField(help_text="Whether a child may be suffering significant harm.")),
                (
                    "outcome",
                    models.TextField(
                        choices=[
                            ("advice", "Advice"),
                            ("meeting", "To the meeting of the locality"),
                            ("referral", "To social care"),
                            ("contact", "To the front door, for a child's safety"),
                        ]
                    ),
                ),
                ("advice", models.TextField(blank=True, help_text="What was advised or agreed.")),
                (
                    "family_view",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("agrees", "They agree that it ends"),
                            ("disagrees", "They know, and do not agree"),
                            ("not_told", "They have not been told"),
                        ],
                    ),
                ),
                ("why_not_told", models.TextField(blank=True)),
                (
                    "new_lead",
                    models.CharField(blank=True, help_text="Who leads from then on, in social care.", max_length=200),
                ),
                ("new_lead_agrees", models.BooleanField(null=True)),
                ("handed_over_on", models.DateField(blank=True, null=True)),
                (
                    "handed_over_how",
                    models.TextField(blank=True, help_text="At the last meeting about the plan, or another way."),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepdown",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_stepdownevent" ("agency_id", "agreed", "came_from", "episode_id", "family_says", "family_view", "follow_up", "followed_up_by_id", "followed_up_on", "handed_over_on", "how_used", "id", "if_worse", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "route", "social_worker", "social_worker_phone", "tenant_id", "used_at_id", "was_used") VALUES (NEW."agency_id", NEW."agreed", NEW."came_from", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."follow_up", NEW."followed_up_by_id", NEW."followed_up_on", NEW."handed_over_on", NEW."how_used", NEW."id", NEW."if_worse", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."route", NEW."social_worker", NEW."social_worker_phone", NEW."tenant_id", NEW."used_at_id", NEW."was_used"); RETURN NULL;',
                    hash="1d8a26e5b1e2451392c69c762f3a82179c0deba4",
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
                    func='INSERT INTO "plans_stepdownevent" ("agency_id", "agreed", "came_from", "episode_id", "family_says", "family_view", "follow_up", "followed_up_by_id", "followed_up_on", "handed_over_on", "how_used", "id", "if_worse", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "route", "social_worker", "social_worker_phone", "tenant_id", "used_at_id", "was_used") VALUES (NEW."agency_id", NEW."agreed", NEW."came_from", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."follow_up", NEW."followed_up_by_id", NEW."followed_up_on", NEW."handed_over_on", NEW."how_used", NEW."id", NEW."if_worse", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."route", NEW."social_worker", NEW."social_worker_phone", NEW."tenant_id", NEW."used_at_id", NEW."was_used"); RETURN NULL;',
                    hash="a1fe5e22f367ad0ee50e383804d768f4ef6a2f72",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa79b",
                    table="plans_stepdown",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_stepupevent" ("advice", "agency_id", "episode_id", "family_view", "handed_over_how", "handed_over_on", "held_at", "id", "is_harm_feared", "new_lead", "new_lead_agrees", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "tenant_id", "tried", "why_not_told", "with_whom", "worries") VALUES (NEW."advice", NEW."agency_id", NEW."episode_id", NEW."family_view", NEW."handed_over_how", NEW."handed_over_on", NEW."held_at", NEW."id", NEW."is_harm_feared", NEW."new_lead", NEW."new_lead_agrees", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id", NEW."tried", NEW."why_not_told", NEW."with_whom", NEW."worries"); RETURN NULL;',
                    hash="97c9edf2c53b639fedbdefb4a6024dd15efd22a6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0bb63",
                    table="plans_stepup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_stepupevent" ("advice", "agency_id", "episode_id", "family_view", "handed_over_how", "handed_over_on", "held_at", "id", "is_harm_feared", "new_lead", "new_lead_agrees", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "tenant_id", "tried", "why_not_told", "with_whom", "worries") VALUES (NEW."advice", NEW."agency_id", NEW."episode_id", NEW."family_view", NEW."handed_over_how", NEW."handed_over_on", NEW."held_at", NEW."id", NEW."is_harm_feared", NEW."new_lead", NEW."new_lead_agrees", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id", NEW."tried", NEW."why_not_told", NEW."with_whom", NEW."worries"); RETURN NULL;',
                    hash="3b10b6cb5128ecb98939cfef8b69ea55e9e53f9b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_63042",
                    table="plans_stepup",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="agency",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.agency",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="followed_up_by",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="plans.stepdown",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="recorded_by",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.partnership",
            ),
        ),
        migrations.AddField(
            model_name="stepdownevent",
            name="used_at",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The first review, where this was asked.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="stepupevent",
            name="agency",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.agency",
            ),
        ),
        migrations.AddField(
            model_name="stepupevent",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AddField(
            model_name="stepupevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="stepupevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="plans.stepup",
            ),
        ),
        migrations.AddField(
            model_name="stepupevent",
            name="recorded_by",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="stepupevent",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.partnership",
            ),
        ),
        Secure("StepUpEvent", "history"),
        Secure("StepDownEvent", "history"),
    ]
