import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure


class Migration(migrations.Migration):
    dependencies = [
        ("ehm", "0002_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="gets_digest",
            field=models.BooleanField(default=True, help_text="An e-mail each morning that something waits."),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrganisationEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("subject", models.TextField(blank=True, help_text="Reference of the agency, person or area.")),
                ("data", models.JSONField(default=dict)),
                ("happened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "membership",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="Who did it; empty for the platform itself.",
                        null=True,
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
                "indexes": [models.Index(fields=["tenant", "-happened_at"], name="organisationevent_log")],
            },
        ),
        Secure("OrganisationEvent", "admin_log"),
        RunFile("ehm/migrations/0003_own_details.sql", "DROP FUNCTION ehm_change_own_details(text, text, boolean)"),
    ]
