import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER closed_needs_follow ON assessments_need;
DROP TRIGGER closed_need_fill ON plans_closedneed;
DROP TRIGGER scores_stay ON plans_laterscore;
DROP TRIGGER only_before_the_end ON plans_closing;
DROP TRIGGER only_before_the_end ON plans_closedneed;
DROP TRIGGER only_before_the_end ON plans_laterscore;
DROP FUNCTION plans_closed_need_fill(), plans_closed_needs_follow(), plans_scores_stay(), plans_only_before_the_end();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_links"),
        ("ehm", "0009_references"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("plans", "0003_later"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("item", models.TextField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[
                            ("met", "Met"),
                            ("partly", "Partly met"),
                            ("not_met", "Not met"),
                            ("another_way", "Seen to in another way"),
                        ]
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClosedNeedEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("item", models.TextField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[
                            ("met", "Met"),
                            ("partly", "Partly met"),
                            ("not_met", "Not met"),
                            ("another_way", "Seen to in another way"),
                        ]
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "excluded",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, editable=False, size=None
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                (
                    "reason",
                    models.TextField(
                        choices=[
                            ("needs_met", "Needs met"),
                            ("universal", "Needs partly met, continues with universal services"),
                            ("single_agency", "One agency goes on helping"),
                            ("stepped_up", "Stepped up to social care"),
                            ("withdrew", "Family declined or withdrew"),
                            ("disengaged", "Family no longer takes part"),
                            ("moved", "Moved out of the area"),
                            ("opened_in_error", "Opened in error"),
                            ("aged_out", "Young person is too old for the service"),
                            ("died", "Child died"),
                            ("duplicate", "Same as another episode"),
                        ]
                    ),
                ),
                ("rationale", models.TextField()),
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
                ("why_not_told", models.TextField(blank=True)),
                (
                    "family_says",
                    models.TextField(blank=True, help_text="What the family and the children say of how it ends."),
                ),
                (
                    "professionals_agree",
                    models.TextField(blank=True, help_text="Who of those who helped agrees, and who does not."),
                ),
                (
                    "goes_on",
                    models.TextField(
                        blank=True, help_text="Who helps from now on, and where to turn if it gets harder."
                    ),
                ),
                (
                    "lacked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        help_text="What the record lacked when it ended.",
                        size=None,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_oversight_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClosingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                (
                    "reason",
                    models.TextField(
                        choices=[
                            ("needs_met", "Needs met"),
                            ("universal", "Needs partly met, continues with universal services"),
                            ("single_agency", "One agency goes on helping"),
                            ("stepped_up", "Stepped up to social care"),
                            ("withdrew", "Family declined or withdrew"),
                            ("disengaged", "Family no longer takes part"),
                            ("moved", "Moved out of the area"),
                            ("opened_in_error", "Opened in error"),
                            ("aged_out", "Young person is too old for the service"),
                            ("died", "Child died"),
                            ("duplicate", "Same as another episode"),
                        ]
                    ),
                ),
                ("rationale", models.TextField()),
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
                ("why_not_told", models.TextField(blank=True)),
                (
                    "family_says",
                    models.TextField(blank=True, help_text="What the family and the children say of how it ends."),
                ),
                (
                    "professionals_agree",
                    models.TextField(blank=True, help_text="Who of those who helped agrees, and who does not."),
                ),
                (
                    "goes_on",
                    models.TextField(
                        blank=True, help_text="Who helps from now on, and where to turn if it gets harder."
                    ),
                ),
                (
                    "lacked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        default=list,
                        help_text="What the record lacked when it ended.",
                        size=None,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_oversight_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                (
                    "questions",
                    models.TextField(
                        choices=[
                            ("parents", "Parents and carers"),
                            ("young_person", "Young people, 11 and over"),
                            ("child", "Children under 11"),
                        ]
                    ),
                ),
                (
                    "asked",
                    models.TextField(
                        choices=[
                            ("link", "By a link"),
                            ("paper", "On paper"),
                            ("phone", "On the phone"),
                            ("together", "Talked through together"),
                            ("not", "Not asked"),
                        ]
                    ),
                ),
                ("asked_on", models.DateField(default=django.utils.timezone.localdate)),
                ("why_not", models.TextField(blank=True)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LaterScoreEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="promise",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="promise",
            name="update_update",
        ),
        migrations.AddField(
            model_name="promise",
            name="said_by",
            field=models.CharField(blank=True, help_text="Who said so by a link, without an account.", max_length=200),
        ),
        migrations.AddField(
            model_name="promiseevent",
            name="said_by",
            field=models.CharField(blank=True, help_text="Who said so by a link, without an account.", max_length=200),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="laterscore",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_laterscoreevent" ("about", "agency_id", "at", "contact_id", "episode_id", "excluded", "given_on", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "reference", "respondent", "scale", "scale_set", "tenant_id", "value") VALUES (NEW."about", NEW."agency_id", NEW."at", NEW."contact_id", NEW."episode_id", NEW."excluded", NEW."given_on", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."respondent", NEW."scale", NEW."scale_set", NEW."tenant_id", NEW."value"); RETURN NULL;',
                    hash="fe27cb1ab623efa4f735caf2755f0551ca114f0e",
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
                    func='INSERT INTO "plans_laterscoreevent" ("about", "agency_id", "at", "contact_id", "episode_id", "excluded", "given_on", "id", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recorded_at", "recorded_by_id", "reference", "respondent", "scale", "scale_set", "tenant_id", "value") VALUES (NEW."about", NEW."agency_id", NEW."at", NEW."contact_id", NEW."episode_id", NEW."excluded", NEW."given_on", NEW."id", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."respondent", NEW."scale", NEW."scale_set", NEW."tenant_id", NEW."value"); RETURN NULL;',
                    hash="fdc8a3455776e526b80eaf69eb7fc2fdcde28b4b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8a954",
                    table="plans_laterscore",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promise",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_promiseevent" ("agency_id", "by_when", "consequence", "episode_id", "excluded", "finished_by_id", "finished_on", "goal_id", "id", "kind", "measure", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "recorded_by_id", "reference", "removed_at", "said_by", "saved_at", "somebody", "status", "tenant_id", "version", "what", "worker_id") VALUES (NEW."agency_id", NEW."by_when", NEW."consequence", NEW."episode_id", NEW."excluded", NEW."finished_by_id", NEW."finished_on", NEW."goal_id", NEW."id", NEW."kind", NEW."measure", NEW."note", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."said_by", NEW."saved_at", NEW."somebody", NEW."status", NEW."tenant_id", NEW."version", NEW."what", NEW."worker_id"); RETURN NULL;',
                    hash="a331358b02271e70432c2cf2c5976e19f80ead66",
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
                    func='INSERT INTO "plans_promiseevent" ("agency_id", "by_when", "consequence", "episode_id", "excluded", "finished_by_id", "finished_on", "goal_id", "id", "kind", "measure", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "recorded_by_id", "reference", "removed_at", "said_by", "saved_at", "somebody", "status", "tenant_id", "version", "what", "worker_id") VALUES (NEW."agency_id", NEW."by_when", NEW."consequence", NEW."episode_id", NEW."excluded", NEW."finished_by_id", NEW."finished_on", NEW."goal_id", NEW."id", NEW."kind", NEW."measure", NEW."note", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."recorded_by_id", NEW."reference", NEW."removed_at", NEW."said_by", NEW."saved_at", NEW."somebody", NEW."status", NEW."tenant_id", NEW."version", NEW."what", NEW."worker_id"); RETURN NULL;',
                    hash="10e3ca896173e02254b47ce971b4683b28339dea",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_090d3",
                    table="plans_promise",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="closedneed",
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
            model_name="closedneed",
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
            model_name="closedneed",
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
            model_name="closedneed",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="closedneedevent",
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
            model_name="closedneedevent",
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
            model_name="closedneedevent",
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
            model_name="closedneedevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="plans.closedneed",
            ),
        ),
        migrations.AddField(
            model_name="closedneedevent",
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
            model_name="closedneedevent",
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
            model_name="closing",
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
            model_name="closing",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closings",
                to="cases.episode",
            ),
        ),
        migrations.AddField(
            model_name="closing",
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
            model_name="closing",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="closingevent",
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
            model_name="closingevent",
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
            model_name="closingevent",
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
            model_name="closingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="plans.closing",
            ),
        ),
        migrations.AddField(
            model_name="closingevent",
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
            model_name="closingevent",
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
            model_name="feedback",
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
            model_name="feedback",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="feedback",
                to="cases.episode",
            ),
        ),
        migrations.AddField(
            model_name="feedback",
            name="person",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.person",
            ),
        ),
        migrations.AddField(
            model_name="feedback",
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
            model_name="feedback",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="laterscoreevent",
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
            model_name="laterscoreevent",
            name="contact",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="cases.contact",
            ),
        ),
        migrations.AddField(
            model_name="laterscoreevent",
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
            model_name="laterscoreevent",
            name="meeting",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="laterscoreevent",
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
            model_name="laterscoreevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="plans.laterscore",
            ),
        ),
        migrations.AddField(
            model_name="laterscoreevent",
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
            model_name="laterscoreevent",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="ehm.partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="closedneed",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_closedneed_reference"),
        ),
        migrations.AddConstraint(
            model_name="closedneed",
            constraint=models.UniqueConstraint(fields=("tenant", "episode", "item"), name="one_outcome_of_a_need"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closedneed",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_closedneedevent" ("agency_id", "episode_id", "excluded", "id", "item", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "tenant_id") VALUES (NEW."agency_id", NEW."episode_id", NEW."excluded", NEW."id", NEW."item", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id"); RETURN NULL;',
                    hash="fc7b1128490c3bf394dddcb1903664ce143b7cf1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2e7d3",
                    table="plans_closedneed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closedneed",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "plans_closedneedevent" ("agency_id", "episode_id", "excluded", "id", "item", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "reference", "tenant_id") VALUES (NEW."agency_id", NEW."episode_id", NEW."excluded", NEW."id", NEW."item", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id"); RETURN NULL;',
                    hash="e1f334b158b86e089f2358ef6a4669b2d09e45d9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1c662",
                    table="plans_closedneed",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_closing_reference"),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(fields=("tenant", "episode"), name="one_closing_of_an_episode"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closing",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "plans_closingevent" ("agency_id", "asked_oversight_at", "episode_id", "family_says", "family_view", "goes_on", "id", "lacked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professionals_agree", "rationale", "reason", "recorded_at", "recorded_by_id", "reference", "tenant_id", "version", "why_not_told") VALUES (NEW."agency_id", NEW."asked_oversight_at", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."goes_on", NEW."id", NEW."lacked", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."professionals_agree", NEW."rationale", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id", NEW."version", NEW."why_not_told"); RETURN NULL;',
                    hash="c3106d9daff2b521bc7bb2292e2a2e1ac00e1697",
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
                    func='INSERT INTO "plans_closingevent" ("agency_id", "asked_oversight_at", "episode_id", "family_says", "family_view", "goes_on", "id", "lacked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professionals_agree", "rationale", "reason", "recorded_at", "recorded_by_id", "reference", "tenant_id", "version", "why_not_told") VALUES (NEW."agency_id", NEW."asked_oversight_at", NEW."episode_id", NEW."family_says", NEW."family_view", NEW."goes_on", NEW."id", NEW."lacked", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."professionals_agree", NEW."rationale", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."reference", NEW."tenant_id", NEW."version", NEW."why_not_told"); RETURN NULL;',
                    hash="82e7e0f7b4c33cde2a4d8f0857c4d000745653c1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_83746",
                    table="plans_closing",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["tenant", "episode"], name="feedback_episode"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_feedback_reference"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on", None), ("asked", "not"), models.Q(("why_not", ""), _negated=True)),
                    models.Q(("asked", "not"), _negated=True),
                    _connector="OR",
                ),
                name="not_asked_has_a_reason",
            ),
        ),
        RunFile("plans/migrations/0004_endings.sql", UNDO),
        Secure("Closing", "led_child_of_episode"),
        Secure("Feedback", "led_child_of_episode"),
        Secure("ClosedNeed", "part_of_episode"),
        *[Secure(f"{model}Event", "history") for model in ("LaterScore", "Closing", "ClosedNeed")],
    ]
