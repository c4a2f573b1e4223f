from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER keeps_its_words ON assessments_localaddition;
DROP FUNCTION assessments_addition_keeps_its_words(), assessments_is_in_use(text);
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_judgements")]

    operations = [RunFile("assessments/migrations/0005_own_form.sql", UNDO)]
