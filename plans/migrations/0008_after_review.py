import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER links_end ON plans_promise;
DROP TRIGGER feedback_stays ON plans_feedback;
DROP FUNCTION plans_promise_links_end(), plans_feedback_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0007_copies"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="closing",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="closing",
            name="update_update",
        ),
        migrations.AddField(
            model_name="closing",
            name="changed_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="When something in it last became different."
            ),
        ),
        migrations.AddField(
            model_name="closingevent",
            name="changed_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, help_text="When something in it last became different."
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_closingevent" ("agency_id", "asked_oversight_at", "changed_at", "episode_id", "family_says", "family_view", "goes_on", "id", "lacked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professionals_agree", "rationale", "reason", "recorded_at", "recorded_by_id", "reference", "tenant_id", "version", "why_not_told") VALUES (NEW."agency_id", NEW."asked_oversight_at", NEW."changed_at", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."goes_on", NEW."id", NEW."lacked", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."professionals_agree", NEW."rationale", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id", NEW."version", NEW."why_not_told"); RETURN NULL;',
                    hash="ce4516f1721c9fb11f7daac978011f5b5b55919f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4dae5",
                    table="plans_closing",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closing",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_closingevent" ("agency_id", "asked_oversight_at", "changed_at", "episode_id", "family_says", "family_view", "goes_on", "id", "lacked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professionals_agree", "rationale", "reason", "recorded_at", "recorded_by_id", "reference", "tenant_id", "version", "why_not_told") VALUES (NEW."agency_id", NEW."asked_oversight_at", NEW."changed_at", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."goes_on", NEW."id", NEW."lacked", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."professionals_agree", NEW."rationale", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id", NEW."version", NEW."why_not_told"); RETURN NULL;',
                    hash="eb7b7fb92799bb2b11a89282fb93ac90b0d3a95a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_83746",
                    table="plans_closing",
                    when="AFTER",
                ),
            ),
        ),
        RunFile("plans/migrations/0008_after_review.sql", UNDO),
    ]
