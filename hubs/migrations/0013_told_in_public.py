from django.db import migrations

from ehm.rows.operations import Rescope


class Migration(migrations.Migration):
    dependencies = [("hubs", "0012_kept_out")]

    operations = [Rescope("ToldService", "asked_of_request", "told_of_public_request")]
