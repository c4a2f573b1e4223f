from django.db import migrations

from ehm.rows.operations import Rescope


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_reply_by_link")]

    operations = [Rescope("PlanCopy", "led_child_of_episode", "led_only")]
