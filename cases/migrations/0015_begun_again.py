import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import TenantKey


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_links"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="episode",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="episode",
            name="update_update",
        ),
        migrations.AddField(
            model_name="episode",
            name="follows",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="Help that had ended and begins again in this.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AddField(
            model_name="episodeevent",
            name="follows",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="Help that had ended and begins again in this.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AlterField(
            model_name="episode",
            name="origin",
            field=models.TextField(
                choices=[
                    ("end_of_assessment", "A social care assessment ended"),
                    ("step_down", "Step down from a child in need or protection plan"),
                    ("front_door", "The front door decided that early help is needed"),
                    ("request", "A request for help"),
                    ("universal", "Universal services are not enough"),
                    ("reopened", "Help that had ended begins again"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="episodeevent",
            name="origin",
            field=models.TextField(
                choices=[
                    ("end_of_assessment", "A social care assessment ended"),
                    ("step_down", "Step down from a child in need or protection plan"),
                    ("front_door", "The front door decided that early help is needed"),
                    ("request", "A request for help"),
                    ("universal", "Universal services are not enough"),
                    ("reopened", "Help that had ended begins again"),
                ]
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "cases_episodeevent" ("area_id", "closed_at", "closed_by_id", "closure_rationale", "closure_reason", "created_at", "created_by_id", "excluded", "family_id", "follows_id", "id", "last_contact_at", "lead_agency_id", "lead_id", "legal_basis", "level", "level_band", "next_due_at", "opened_at", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "requested_at", "status", "tenant_id", "version") VALUES (NEW."area_id", NEW."closed_at", NEW."closed_by_id", NEW."closure_rationale", NEW."closure_reason", NEW."created_at", NEW."created_by_id", NEW."excluded", NEW."family_id", NEW."follows_id", NEW."id", NEW."last_contact_at", NEW."lead_agency_id", NEW."lead_id", NEW."legal_basis", NEW."level", NEW."level_band", NEW."next_due_at", NEW."opened_at", NEW."origin", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."requested_at", NEW."status", NEW."tenant_id", NEW."version"); RETURN NULL;',
                    hash="2d0d251c5d06579973df6fc926d80f3392280b3a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e2e3b",
                    table="cases_episode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="episode",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "cases_episodeevent" ("area_id", "closed_at", "closed_by_id", "closure_rationale", "closure_reason", "created_at", "created_by_id", "excluded", "family_id", "follows_id", "id", "last_contact_at", "lead_agency_id", "lead_id", "legal_basis", "level", "level_band", "next_due_at", "opened_at", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "requested_at", "status", "tenant_id", "version") VALUES (NEW."area_id", NEW."closed_at", NEW."closed_by_id", NEW."closure_rationale", NEW."closure_reason", NEW."created_at", NEW."created_by_id", NEW."excluded", NEW."family_id", NEW."follows_id", NEW."id", NEW."last_contact_at", NEW."lead_agency_id", NEW."lead_id", NEW."legal_basis", NEW."level", NEW."level_band", NEW."next_due_at", NEW."opened_at", NEW."origin", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."requested_at", NEW."status", NEW."tenant_id", NEW."version"); RETURN NULL;',
                    hash="a9d57901b5463b3ff05bc31ebe47150483c18447",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e961e",
                    table="cases_episode",
                    when="AFTER",
                ),
            ),
        ),
        TenantKey("Episode", "follows"),
    ]
