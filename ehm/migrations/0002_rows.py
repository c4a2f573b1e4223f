from django.db import migrations

from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER make_principal ON ehm_agency;
DROP TRIGGER make_principal ON ehm_area;
DROP FUNCTION ehm_make_principal();
DROP FUNCTION ehm_invite(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("ehm", "0001_initial")]

    operations = [
        RunFile("ehm/migrations/0002_principals.sql", UNDO),
        Secure("Partnership", "partnership"),
        Secure("Area", "directory"),
        Secure("AreaPostcode", "directory"),
        Secure("Agency", "directory"),
        Secure("Membership", "directory"),
        Secure("NonWorkingDay", "directory"),
        Secure("Job", "outbox"),
        Secure("Draft", "own"),
        Secure("SearchLook", "own"),
        Secure("Notification", "inbox"),
        Secure("ReadLog", "read_log"),
    ]
