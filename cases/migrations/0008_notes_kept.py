import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ehm.rows.operations import Rescope, RunFileForGood


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_still_true"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="keyagencynote",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="keyagencynote",
            name="update_update",
        ),
        migrations.AddField(
            model_name="keyagencynote",
            name="is_protected",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="keyagencynoteevent",
            name="is_protected",
            field=models.BooleanField(default=False, editable=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyagencynote",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_keyagencynoteevent" ("agency_id", "area_of_support", "confirmed_at", "confirmed_by_id", "ended_on", "excluded", "id", "is_protected", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_name", "recorded_at", "recorded_by_id", "reference", "started_on", "tenant_id", "version", "work_phone") VALUES (NEW."agency_id", NEW."area_of_support", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ended_on", NEW."excluded", NEW."id", NEW."is_protected", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practitioner_name", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."started_on", NEW."tenant_id", NEW."version", NEW."work_phone"); RETURN NULL;',
                    hash="4d1e76ef729c1287b2f19040a72c2bcfa744b0b0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_942ab",
                    table="cases_keyagencynote",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="keyagencynote",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_keyagencynoteevent" ("agency_id", "area_of_support", "confirmed_at", "confirmed_by_id", "ended_on", "excluded", "id", "is_protected", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_name", "recorded_at", "recorded_by_id", "reference", "started_on", "tenant_id", "version", "work_phone") VALUES (NEW."agency_id", NEW."area_of_support", NEW."confirmed_at", NEW."confirmed_by_id", NEW."ended_on", NEW."excluded", NEW."id", NEW."is_protected", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practitioner_name", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."started_on", NEW."tenant_id", NEW."version", NEW."work_phone"); RETURN NULL;',
                    hash="a9657ee69978c175a6d01f64d4adced0f45a11dc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7f85f",
                    table="cases_keyagencynote",
                    when="AFTER",
                ),
            ),
        ),
        Rescope("KeyAgencyNote", "key_note", "guarded_note"),
        RunFileForGood("cases/migrations/0008_notes_kept.sql"),
    ]
