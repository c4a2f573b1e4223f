import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER only_before_the_end ON plans_laterscore;
CREATE TRIGGER only_before_the_end BEFORE INSERT OR UPDATE OF value ON plans_laterscore
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0013_history_of_ways_out"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="laterscore",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="laterscore",
            name="update_update",
        ),
        migrations.AddField(
            model_name="laterscore",
            name="removed_at",
            field=models.DateTimeField(blank=True, help_text="When it was put right, or taken back.", null=True),
        ),
        migrations.AddField(
            model_name="laterscoreevent",
            name="removed_at",
            field=models.DateTimeField(blank=True, help_text="When it was put right, or taken back.", null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="laterscore",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_laterscoreevent" ("about", "agency_id", "at", "contact_id", "episode_id", "excluded", "given_on", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "reference", "removed_at", "respondent", "scale", "scale_set", "tenant_id", "value") VALUES (NEW."about", NEW."agency_id", NEW."at", NEW."contact_id", NEW."episode_id", NEW."excluded", NEW."given_on", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."respondent", NEW."scale", NEW."scale_set", NEW."tenant_id", NEW."value"); RETURN NULL;',
                    hash="6345bc99298c9318729cfce879f1d7c63cb533ee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f075c",
                    table="plans_laterscore",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="laterscore",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_laterscoreevent" ("about", "agency_id", "at", "contact_id", "episode_id", "excluded", "given_on", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "reference", "removed_at", "respondent", "scale", "scale_set", "tenant_id", "value") VALUES (NEW."about", NEW."agency_id", NEW."at", NEW."contact_id", NEW."episode_id", NEW."excluded", NEW."given_on", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."respondent", NEW."scale", NEW."scale_set", NEW."tenant_id", NEW."value"); RETURN NULL;',
                    hash="6415ded3b5dabfbb41298cd1ab372ef8a6b8531f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8a954",
                    table="plans_laterscore",
                    when="AFTER",
                ),
            ),
        ),
        RunFile("plans/migrations/0014_scores_put_right.sql", UNDO),
    ]
