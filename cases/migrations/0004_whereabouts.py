import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER whereabouts_kept ON cases_address;
DROP TRIGGER place_kept ON cases_address;
DROP TRIGGER place_kept ON cases_schoolplace;
DROP TRIGGER place_kept ON cases_gpregistration;
DROP FUNCTION cases_whereabouts_kept(), cases_place_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_rows"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        migrations.AddField(
            model_name="person",
            name="is_whereabouts_protected",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="personevent",
            name="is_whereabouts_protected",
            field=models.BooleanField(default=False, editable=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_personevent" ("created_at", "created_by_agency_id", "date_of_birth", "died_on", "disabilities", "email", "ethnicity", "expected_on", "family_name", "first_language", "gender_identity", "given_name", "has_episode", "id", "interpreter_language", "is_date_of_birth_unknown", "is_family_name_unknown", "is_whereabouts_protected", "kind", "known_as", "needs_interpreter", "nhs_number", "ni_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reference", "safe_to_contact", "sen_needs", "sen_provision", "sex", "tenant_id", "upn", "version", "why_no_nhs_number", "why_no_upn") VALUES (NEW."created_at", NEW."created_by_agency_id", NEW."date_of_birth", NEW."died_on", NEW."disabilities", NEW."email", NEW."ethnicity", NEW."expected_on", NEW."family_name", NEW."first_language", NEW."gender_identity", NEW."given_name", NEW."has_episode", NEW."id", NEW."interpreter_language", NEW."is_date_of_birth_unknown", NEW."is_family_name_unknown", NEW."is_whereabouts_protected", NEW."kind", NEW."known_as", NEW."needs_interpreter", NEW."nhs_number", NEW."ni_number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."reference", NEW."safe_to_contact", NEW."sen_needs", NEW."sen_provision", NEW."sex", NEW."tenant_id", NEW."upn", NEW."version", NEW."why_no_nhs_number", NEW."why_no_upn"); RETURN NULL;',
                    hash="6bb9550a31ac1fa22181442126f31aee79fff4f7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb0b4",
                    table="cases_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_personevent" ("created_at", "created_by_agency_id", "date_of_birth", "died_on", "disabilities", "email", "ethnicity", "expected_on", "family_name", "first_language", "gender_identity", "given_name", "has_episode", "id", "interpreter_language", "is_date_of_birth_unknown", "is_family_name_unknown", "is_whereabouts_protected", "kind", "known_as", "needs_interpreter", "nhs_number", "ni_number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reference", "safe_to_contact", "sen_needs", "sen_provision", "sex", "tenant_id", "upn", "version", "why_no_nhs_number", "why_no_upn") VALUES (NEW."created_at", NEW."created_by_agency_id", NEW."date_of_birth", NEW."died_on", NEW."disabilities", NEW."email", NEW."ethnicity", NEW."expected_on", NEW."family_name", NEW."first_language", NEW."gender_identity", NEW."given_name", NEW."has_episode", NEW."id", NEW."interpreter_language", NEW."is_date_of_birth_unknown", NEW."is_family_name_unknown", NEW."is_whereabouts_protected", NEW."kind", NEW."known_as", NEW."needs_interpreter", NEW."nhs_number", NEW."ni_number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."reference", NEW."safe_to_contact", NEW."sen_needs", NEW."sen_provision", NEW."sex", NEW."tenant_id", NEW."upn", NEW."version", NEW."why_no_nhs_number", NEW."why_no_upn"); RETURN NULL;',
                    hash="3c4117254457f9cb13dde84468d65b65a9f7fa5b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6804f",
                    table="cases_person",
                    when="AFTER",
                ),
            ),
        ),
        RunFile("cases/migrations/0004_whereabouts.sql", UNDO),
    ]
