import django.db.models.deletion
from django.db import migrations, models

import ehm.models.tenancy
import standards.engine.state
from ehm.rows.operations import Rescope, TenantKey


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_links_end"),
        ("ehm", "0010_calendar_feeds"),
        ("hubs", "0006_meeting_rows"),
        ("standards", "0004_references"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="request",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                help_text="The request that it hangs on, where no family.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="hubs.helprequest",
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="cases.episode",
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="family",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.family",
            ),
        ),
        migrations.AlterField(
            model_name="clockchange",
            name="episode",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.episode",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("request__isnull", False)), fields=["tenant", "request"], name="clock_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("episode", None),
                    (
                        "state__in",
                        [
                            standards.engine.state.State["DUE_SOON"],
                            standards.engine.state.State["OVERDUE"],
                            standards.engine.state.State["RUNNING"],
                            standards.engine.state.State["VARIED"],
                        ],
                    ),
                ),
                fields=("tenant", "standard", "subject_kind", "subject"),
                name="one_open_clock_at_a_hub",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("episode__isnull", False), ("family__isnull", False), ("request", None)),
                    models.Q(("episode", None), ("family", None)),
                    _connector="OR",
                ),
                name="of_a_family_or_of_a_hub",
            ),
        ),
        TenantKey("Clock", "request"),
        Rescope("Clock", "shared_child_of_episode", "clock"),
        Rescope("ClockChange", "shared_child_of_episode", "of_clock"),
        Rescope("Alert", "shared_child_of_episode", "of_clock"),
    ]
