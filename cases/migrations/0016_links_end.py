from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER links_end ON cases_episode;
DROP FUNCTION cases_links_end();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_begun_again")]

    operations = [RunFile("cases/migrations/0016_links_end.sql", UNDO)]
