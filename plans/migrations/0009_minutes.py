import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure, TenantKey

UNDO = """
CREATE OR REPLACE FUNCTION plans_minutes_stay() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status = 'held' THEN
    RAISE restrict_violation USING MESSAGE = 'the minutes of a meeting are not changed';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_links_end"),
        ("ehm", "0010_calendar_feeds"),
        ("plans", "0008_after_review"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierMinutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("version", models.PositiveIntegerField(help_text="The version of the meeting that these were.")),
                ("starts_at", models.DateTimeField()),
                ("said", models.JSONField(default=dict)),
                ("attended", models.JSONField(default=dict)),
                ("reason", models.TextField(help_text="Why they were put right.")),
                ("is_taken_back", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "earlier minutes",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                (
                    "answer",
                    models.TextField(blank=True, choices=[("coming", "Is coming"), ("apologies", "Cannot come")]),
                ),
                ("report", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invitation",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="invitation",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="promise",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="promise",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_of_one",
        ),
        migrations.RemoveConstraint(
            model_name="meeting",
            name="held_is_written",
        ),
        migrations.RemoveConstraint(
            model_name="progress",
            name="one_progress_for_a_goal",
        ),
        migrations.AddField(
            model_name="invitation",
            name="asked_agency",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ehm.agency",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="heard_how",
            field=models.TextField(
                blank=True, help_text="How a child was heard who was not there, or not all the time."
            ),
        ),
        migrations.AddField(
            model_name="invitationevent",
            name="asked_agency",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.agency",
            ),
        ),
        migrations.AddField(
            model_name="invitationevent",
            name="heard_how",
            field=models.TextField(
                blank=True, help_text="How a child was heard who was not there, or not all the time."
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="access_needs",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="follows",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The meeting that set its day.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="interpreter",
            field=models.TextField(
                blank=True,
                choices=[("not_needed", "None is needed"), ("needed", "Needed, not found yet"), ("booked", "Booked")],
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="language",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="meeting",
            name="new_needs",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="new_strengths",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="whose",
            field=models.CharField(blank=True, help_text="The agency whose meeting that is.", max_length=200),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="access_needs",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="follows",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The meeting that set its day.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="interpreter",
            field=models.TextField(
                blank=True,
                choices=[("not_needed", "None is needed"), ("needed", "Needed, not found yet"), ("booked", "Booked")],
            ),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="language",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="new_needs",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="new_strengths",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="meetingevent",
            name="whose",
            field=models.CharField(blank=True, help_text="The agency whose meeting that is.", max_length=200),
        ),
        migrations.AddField(
            model_name="promise",
            name="meeting",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The meeting that decided on it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="promiseevent",
            name="meeting",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The meeting that decided on it.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="views",
            field=models.TextField(blank=True, help_text="What they said beforehand, as told to whoever leads."),
        ),
        migrations.AlterField(
            model_name="invitationevent",
            name="views",
            field=models.TextField(blank=True, help_text="What they said beforehand, as told to whoever leads."),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="another_agencys",
            field=models.CharField(
                blank=True,
                help_text="What another agency calls its meeting that serves as this one (R102).",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="family_asked_for",
            field=models.TextField(blank=True, help_text="The time and place that suit them."),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="kind",
            field=models.TextField(
                choices=[
                    ("planning", "Planning meeting"),
                    ("review", "Review"),
                    ("child_centred", "Meeting around the young person"),
                    ("handover", "Handover meeting"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="status",
            field=models.TextField(
                choices=[
                    ("planned", "Planned"),
                    ("held", "Held"),
                    ("cancelled", "Cancelled"),
                    ("not_held", "Was not held"),
                ],
                default="planned",
            ),
        ),
        migrations.AlterField(
            model_name="meetingevent",
            name="another_agencys",
            field=models.CharField(
                blank=True,
                help_text="What another agency calls its meeting that serves as this one (R102).",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="meetingevent",
            name="family_asked_for",
            field=models.TextField(blank=True, help_text="The time and place that suit them."),
        ),
        migrations.AlterField(
            model_name="meetingevent",
            name="kind",
            field=models.TextField(
                choices=[
                    ("planning", "Planning meeting"),
                    ("review", "Review"),
                    ("child_centred", "Meeting around the young person"),
                    ("handover", "Handover meeting"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="meetingevent",
            name="status",
            field=models.TextField(
                choices=[
                    ("planned", "Planned"),
                    ("held", "Held"),
                    ("cancelled", "Cancelled"),
                    ("not_held", "Was not held"),
                ],
                default="planned",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_invitationevent" ("agency_id", "asked_agency_id", "attended", "episode_id", "heard_how", "id", "meeting_id", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "removed_at", "tenant_id", "views", "worker_id", "works_as") VALUES (NEW."agency_id", NEW."asked_agency_id", NEW."attended", NEW."episode_id", NEW."heard_how", NEW."id", NEW."meeting_id", NEW."name", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."tenant_id", NEW."views", NEW."worker_id", NEW."works_as"); RETURN NULL;',
                    hash="a951725e59b50666552f1917116ab38aef79cbdb",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ea572",
                    table="plans_invitation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_invitationevent" ("agency_id", "asked_agency_id", "attended", "episode_id", "heard_how", "id", "meeting_id", "name", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "removed_at", "tenant_id", "views", "worker_id", "works_as") VALUES (NEW."agency_id", NEW."asked_agency_id", NEW."attended", NEW."episode_id", NEW."heard_how", NEW."id", NEW."meeting_id", NEW."name", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."tenant_id", NEW."views", NEW."worker_id", NEW."works_as"); RETURN NULL;',
                    hash="5daac43bbd17846786edd897ef3ad690c08391b1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1ce74",
                    table="plans_invitation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_meetingevent" ("access_needs", "agency_id", "another_agencys", "cancelled_at", "cancelled_by_id", "cancelled_reason", "celebrated", "childs_voice", "decided", "episode_id", "family_asked_for", "follows_id", "id", "interpreter", "kind", "language", "new_needs", "new_strengths", "next_on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "recorded_at", "recorded_by_id", "reference", "starts_at", "status", "tenant_id", "version", "whose", "why_no_next", "working_well", "worried_about", "written_at", "written_by_id") VALUES (NEW."access_needs", NEW."agency_id", NEW."another_agencys", NEW."cancelled_at", NEW."cancelled_by_id", NEW."cancelled_reason", NEW."celebrated", NEW."childs_voice", NEW."decided", NEW."episode_id", NEW."family_asked_for", NEW."follows_id", NEW."id", NEW."interpreter", NEW."kind", NEW."language", NEW."new_needs", NEW."new_strengths", NEW."next_on", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."plan_id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."starts_at", NEW."status", NEW."tenant_id", NEW."version", NEW."whose", NEW."why_no_next", NEW."working_well", NEW."worried_about", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                    hash="90d0062f3400408a8d7aeff7cfb977730c8d458c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_25b16",
                    table="plans_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_meetingevent" ("access_needs", "agency_id", "another_agencys", "cancelled_at", "cancelled_by_id", "cancelled_reason", "celebrated", "childs_voice", "decided", "episode_id", "family_asked_for", "follows_id", "id", "interpreter", "kind", "language", "new_needs", "new_strengths", "next_on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "plan_id", "recorded_at", "recorded_by_id", "reference", "starts_at", "status", "tenant_id", "version", "whose", "why_no_next", "working_well", "worried_about", "written_at", "written_by_id") VALUES (NEW."access_needs", NEW."agency_id", NEW."another_agencys", NEW."cancelled_at", NEW."cancelled_by_id", NEW."cancelled_reason", NEW."celebrated", NEW."childs_voice", NEW."decided", NEW."episode_id", NEW."family_asked_for", NEW."follows_id", NEW."id", NEW."interpreter", NEW."kind", NEW."language", NEW."new_needs", NEW."new_strengths", NEW."next_on", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."plan_id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."starts_at", NEW."status", NEW."tenant_id", NEW."version", NEW."whose", NEW."why_no_next", NEW."working_well", NEW."worried_about", NEW."written_at", NEW."written_by_id"); RETURN NULL;',
                    hash="c3f1c0712474dbecddeeab6d0ce1ba0b78b9d88b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_99b05",
                    table="plans_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_promiseevent" ("agency_id", "by_when", "consequence", "episode_id", "excluded", "finished_by_id", "finished_on", "goal_id", "id", "kind", "measure", "meeting_id", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "recorded_by_id", "reference", "removed_at", "said_by", "saved_at", "somebody", "status", "tenant_id", "version", "what", "worker_id") VALUES (NEW."agency_id", NEW."by_when", NEW."consequence", NEW."episode_id", NEW."excluded", NEW."finished_by_id", NEW."finished_on", NEW."goal_id", NEW."id", NEW."kind", NEW."measure", NEW."meeting_id", NEW."note", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."said_by", NEW."saved_at", NEW."somebody", NEW."status", NEW."tenant_id", NEW."version", NEW."what", NEW."worker_id"); RETURN NULL;',
                    hash="5c89a47dedefae18d48e771000abfe9e3dabaf7a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_72d9d",
                    table="plans_promise",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_promiseevent" ("agency_id", "by_when", "consequence", "episode_id", "excluded", "finished_by_id", "finished_on", "goal_id", "id", "kind", "measure", "meeting_id", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "recorded_by_id", "reference", "removed_at", "said_by", "saved_at", "somebody", "status", "tenant_id", "version", "what", "worker_id") VALUES (NEW."agency_id", NEW."by_when", NEW."consequence", NEW."episode_id", NEW."excluded", NEW."finished_by_id", NEW."finished_on", NEW."goal_id", NEW."id", NEW."kind", NEW."measure", NEW."meeting_id", NEW."note", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."said_by", NEW."saved_at", NEW."somebody", NEW."status", NEW."tenant_id", NEW."version", NEW."what", NEW."worker_id"); RETURN NULL;',
                    hash="b5ce4b614084f9d42e3165b3c43a1c6a7d06e257",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_090d3",
                    table="plans_promise",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_agency", None), ("name", ""), ("person", None), ("worker__isnull", False)),
                    models.Q(("asked_agency", None), ("name", ""), ("person__isnull", False), ("worker", None)),
                    models.Q(("asked_agency__isnull", False), ("name", ""), ("person", None), ("worker", None)),
                    models.Q(
                        ("asked_agency", None),
                        ("person", None),
                        ("worker", None),
                        models.Q(("name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invitation_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("written_at", None),
                        ("written_by", None),
                        models.Q(("status__in", ("held", "not_held")), _negated=True),
                    ),
                    models.Q(
                        ("status__in", ("held", "not_held")),
                        ("written_at__isnull", False),
                        ("written_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="held_is_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="progress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("tenant", "meeting", "goal"),
                name="one_progress_for_a_goal",
            ),
        ),
        migrations.AddField(
            model_name="earlierminutes",
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
            model_name="earlierminutes",
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
            model_name="earlierminutes",
            name="meeting",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="earlier_minutes",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="earlierminutes",
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
            model_name="earlierminutes",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="reply",
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
            model_name="reply",
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
            model_name="reply",
            name="invitation",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="plans.invitation",
            ),
        ),
        migrations.AddField(
            model_name="reply",
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
            model_name="reply",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddConstraint(
            model_name="earlierminutes",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_earlierminutes_reference"),
        ),
        migrations.AddConstraint(
            model_name="earlierminutes",
            constraint=models.UniqueConstraint(
                fields=("tenant", "meeting", "version"), name="one_earlier_for_a_version"
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["tenant", "invitation"], name="reply_invitation"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_reply_reference"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer", ""), ("report", ""), _negated=True), name="reply_says_something"
            ),
        ),
        TenantKey("Meeting", "follows"),
        TenantKey("Invitation", "asked_agency"),
        TenantKey("Promise", "meeting"),
        Secure("EarlierMinutes", "led_child_of_episode"),
        Secure("Reply", "child_of_episode"),
        RunFile("plans/migrations/0009_minutes.sql", UNDO),
    ]
