import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER only_before_the_end ON plans_stepup;
DROP TRIGGER only_before_the_end ON plans_stepdown;
DROP TRIGGER only_before_the_end ON plans_listing;
DROP TRIGGER listing_fits ON plans_listing;
DROP TRIGGER contact_stays ON plans_frontdoorcontact;
DROP TRIGGER told_by_oneself ON plans_frontdoorcontact;
DROP FUNCTION plans_listing_fits(), plans_contact_stays(), plans_told_by_oneself();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_links_end"),
        ("ehm", "0010_calendar_feeds"),
        ("plans", "0011_copies_of_whoever_leads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("on", models.DateField()),
                ("with_whom", models.CharField(blank=True, max_length=200)),
                ("asked", models.TextField()),
                ("advice", models.TextField()),
                (
                    "then",
                    models.TextField(
                        choices=[
                            ("contact", "I tell them with names"),
                            ("early_help", "I go on with early help"),
                            ("talk", "I talk with the family, or my manager, first"),
                        ]
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FrontDoorContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_at", models.DateTimeField()),
                (
                    "how",
                    models.TextField(
                        choices=[
                            ("phone", "By phone"),
                            ("form", "In writing, with their form"),
                            ("in_person", "In person"),
                        ]
                    ),
                ),
                ("spoke_with", models.CharField(blank=True, max_length=200)),
                (
                    "children",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="References of the children it is about.",
                        size=None,
                    ),
                ),
                ("worry", models.TextField(help_text="What was said.")),
                ("is_harm_feared", models.BooleanField(help_text="Whether a child may be suffering significant harm.")),
                ("parents_told", models.BooleanField()),
                ("why_parents_not_told", models.TextField(blank=True)),
                (
                    "children_told",
                    models.TextField(choices=[("yes", "Yes"), ("too_young", "They are too young"), ("no", "No")]),
                ),
                ("why_children_not_told", models.TextField(blank=True)),
                ("ask_on", models.DateField(blank=True, help_text="When to ask what became of it.", null=True)),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, help_text="When it was followed up in writing (R085).", null=True),
                ),
                (
                    "heard_at",
                    models.DateTimeField(blank=True, help_text="When they said what they decided (R086).", null=True),
                ),
                (
                    "decision",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("takes_over", "Social care takes over, and early help ends"),
                            ("both", "Social care works with the family, and early help goes on"),
                            ("early_help", "Early help goes on without them"),
                        ],
                    ),
                ),
                ("heard", models.TextField(blank=True, help_text="What they said.")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "because",
                    models.TextField(
                        choices=[
                            ("complex", "It is more complex than one team can see to"),
                            ("no_lead", "Help comes down from social care and nobody leads yet"),
                        ]
                    ),
                ),
                ("is_harm_ruled_out", models.BooleanField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recipient", models.CharField(max_length=200)),
                (
                    "held",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="What was in it, without a word of what it said.",
                        size=None,
                    ),
                ),
                ("given_on", models.DateField()),
                ("given_how", models.CharField(max_length=200)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StepDown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="StepDownPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(default=ehm.models.tenancy.new_reference, editable=False, max_length=14),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("kind", models.TextField(choices=[("plan", "Their plan"), ("assessment", "Their assessment")])),
                ("name", models.CharField(blank=True, max_length=200)),
                ("media_type", models.CharField(max_length=40)),
                ("data", models.BinaryField()),
                ("pages", models.PositiveIntegerField(default=0)),
                ("family_agreed", models.BooleanField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StepUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
        migrations.AddField(
            model_name="stuck",
            name="is_harm_ruled_out",
            field=models.BooleanField(
                default=True, help_text="A worry about significant harm goes to the front door (R062)."
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="stuck",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_harm_ruled_out", True)), name="no_harm_waits_for_advice"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="membership",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="frontdoorcontact",
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
            model_name="frontdoorcontact",
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
            model_name="frontdoorcontact",
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
            model_name="frontdoorcontact",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="listing",
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
            model_name="listing",
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
            model_name="listing",
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
            model_name="listing",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="pack",
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
            model_name="pack",
            name="contact",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.frontdoorcontact",
            ),
        ),
        migrations.AddField(
            model_name="pack",
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
            model_name="pack",
            name="for_agency",
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
            model_name="pack",
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
            model_name="pack",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="stepdown",
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
            model_name="stepdown",
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
            model_name="stepdown",
            name="followed_up_by",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ehm.membership",
            ),
        ),
        migrations.AddField(
            model_name="stepdown",
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
            model_name="stepdown",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="stepdown",
            name="used_at",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                help_text="The first review, where this was asked.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.meeting",
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="step_down",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.stepdown",
            ),
        ),
        migrations.AddField(
            model_name="stepdownpaper",
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
            model_name="stepdownpaper",
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
            model_name="stepdownpaper",
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
            model_name="stepdownpaper",
            name="step_down",
            field=ehm.models.tenancy.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="plans.stepdown",
            ),
        ),
        migrations.AddField(
            model_name="stepdownpaper",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="stepup",
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
            model_name="stepup",
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
            model_name="stepup",
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
            model_name="stepup",
            name="tenant",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ehm.partnership"
            ),
        ),
        migrations.AddField(
            model_name="listing",
            name="step_up",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.stepup",
            ),
        ),
        migrations.AddField(
            model_name="frontdoorcontact",
            name="step_up",
            field=ehm.models.tenancy.TenantForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.stepup",
            ),
        ),
        migrations.AddIndex(
            model_name="consultation",
            index=models.Index(fields=["tenant", "membership"], name="consultation_own"),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_consultation_reference"),
        ),
        migrations.AddIndex(
            model_name="pack",
            index=models.Index(fields=["tenant", "episode"], name="pack_episode"),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_pack_reference"),
        ),
        migrations.AddConstraint(
            model_name="stepdown",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_stepdown_reference"),
        ),
        migrations.AddConstraint(
            model_name="stepdown",
            constraint=models.UniqueConstraint(fields=("tenant", "episode"), name="one_step_down_of_an_episode"),
        ),
        migrations.AddConstraint(
            model_name="stepdown",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("route", "meeting"), _negated=True), ("family_view", "agrees"), _connector="OR"
                ),
                name="listed_with_the_familys_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepdown",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("route", "review"), _negated=True),
                    models.Q(("handed_over_on__isnull", False), models.Q(("if_worse", ""), _negated=True)),
                    _connector="OR",
                ),
                name="handed_over_with_what_to_do_if_worse",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepdown",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("used_at", None), ("was_used", None)),
                    models.Q(("used_at__isnull", False), ("was_used__isnull", False)),
                    _connector="OR",
                ),
                name="used_at_a_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepdown",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("followed_up_by", None), ("followed_up_on", None)),
                    models.Q(("followed_up_by__isnull", False), ("followed_up_on__isnull", False)),
                    _connector="OR",
                ),
                name="followed_up_on_and_by",
            ),
        ),
        migrations.AddIndex(
            model_name="stepdownpaper",
            index=models.Index(fields=["tenant", "step_down"], name="paper_stepdown"),
        ),
        migrations.AddConstraint(
            model_name="stepdownpaper",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_stepdownpaper_reference"),
        ),
        migrations.AddConstraint(
            model_name="stepdownpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("family_agreed", True)), name="papers_with_the_familys_agreement"
            ),
        ),
        migrations.AddIndex(
            model_name="stepup",
            index=models.Index(fields=["tenant", "episode"], name="stepup_episode"),
        ),
        migrations.AddConstraint(
            model_name="stepup",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_stepup_reference"),
        ),
        migrations.AddConstraint(
            model_name="stepup",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_harm_feared", False), ("outcome", "contact"), _connector="OR"),
                name="harm_goes_to_the_front_door",
            ),
        ),
        migrations.AddConstraint(
            model_name="stepup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("family_view", "not_told"), _negated=True),
                    models.Q(("why_not_told", ""), _negated=True),
                    _connector="OR",
                ),
                name="step_up_not_told_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_listing_reference"),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("tenant", "episode"), name="listed_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_harm_ruled_out", True)), name="no_harm_waits_for_a_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", "complex"), ("step_down", None), ("step_up__isnull", False)),
                    models.Q(("because", "no_lead"), ("step_down__isnull", False), ("step_up", None)),
                    _connector="OR",
                ),
                name="listed_because_of_one",
            ),
        ),
        migrations.AddIndex(
            model_name="frontdoorcontact",
            index=models.Index(fields=["tenant", "episode"], name="frontdoor_episode"),
        ),
        migrations.AddIndex(
            model_name="frontdoorcontact",
            index=models.Index(
                condition=models.Q(("heard_at", None)), fields=["tenant", "recorded_by"], name="frontdoor_not_heard"
            ),
        ),
        migrations.AddConstraint(
            model_name="frontdoorcontact",
            constraint=models.UniqueConstraint(fields=("tenant", "reference"), name="plans_frontdoorcontact_reference"),
        ),
        migrations.AddConstraint(
            model_name="frontdoorcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parents_told", True), models.Q(("why_parents_not_told", ""), _negated=True), _connector="OR"
                ),
                name="parents_not_told_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontdoorcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("children_told", "no"), _negated=True),
                    models.Q(("why_children_not_told", ""), _negated=True),
                    _connector="OR",
                ),
                name="children_not_told_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontdoorcontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", ""), ("heard_at", None)),
                    models.Q(("heard_at__isnull", False), models.Q(("decision", ""), _negated=True)),
                    _connector="OR",
                ),
                name="heard_means_decided",
            ),
        ),
        Secure("StepUp", "led_child_of_episode"),
        Secure("FrontDoorContact", "child_of_episode"),
        Secure("Pack", "child_of_episode"),
        Secure("Consultation", "own"),
        Secure("StepDown", "led_child_of_episode"),
        Secure("StepDownPaper", "led_child_of_episode"),
        Secure("Listing", "led_child_of_episode"),
        RunFile("plans/migrations/0012_ways_out.sql", UNDO),
    ]
