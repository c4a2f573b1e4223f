import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import ehm.models.tenancy
from ehm.rows.operations import RunFileForGood, Secure


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_leading"),
        ("ehm", "0005_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_child", models.BooleanField()),
                (
                    "names",
                    models.TextField(
                        help_text="Given, family and other name: small letters without accents, a space between."
                    ),
                ),
                (
                    "codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="What misspelt names keep: sounds, letters, beginnings, ends.",
                        size=None,
                    ),
                ),
                ("date_of_birth", models.DateField(help_text="The expected one of an unborn child.", null=True)),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                (
                    "person",
                    ehm.models.tenancy.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.person",
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
        ),
        migrations.AddIndex(
            model_name="personindex",
            index=django.contrib.postgres.indexes.GinIndex(fields=["codes"], name="personindex_names"),
        ),
        migrations.AddIndex(
            model_name="personindex",
            index=models.Index(fields=["tenant", "date_of_birth"], name="personindex_birth"),
        ),
        migrations.AddIndex(
            model_name="personindex",
            index=models.Index(
                condition=models.Q(("nhs_number", ""), _negated=True),
                fields=["tenant", "nhs_number"],
                name="personindex_nhs",
            ),
        ),
        migrations.AddConstraint(
            model_name="personindex",
            constraint=models.UniqueConstraint(fields=("tenant", "person"), name="person_once_in_the_index"),
        ),
        Secure("PersonIndex", "index"),
        RunFileForGood("cases/migrations/0006_search.sql"),
        migrations.DeleteModel(name="ChildIndex"),
        RunFileForGood("cases/migrations/0006_search_after.sql"),
    ]
