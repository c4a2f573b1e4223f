from django.db import migrations

from ehm.rows.operations import RunFile, Secure

UNDO = """
DROP TRIGGER requests_follow ON cases_episode;
DROP FUNCTION hubs_follow_episode();
DROP TRIGGER moves ON hubs_helprequest;
DROP TRIGGER kept_from ON hubs_requestlimit;
DROP FUNCTION hubs_request_moves(), hubs_request_kept_from(), hubs_give_request(bigint, bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("hubs", "0001_initial")]

    operations = [
        Secure("HelpRequest", "request"),
        Secure("HelpRequestEvent", "history"),
        Secure("RequestedPerson", "of_request"),
        Secure("Helper", "of_request"),
        Secure("RequestLimit", "of_request"),
        Secure("RequestQuestion", "asked_of_request"),
        Secure("SystemCheck", "hub_of_request"),
        Secure("Discussion", "hub_of_request"),
        Secure("Decision", "hub_of_request"),
        RunFile("hubs/migrations/0002_rows.sql", UNDO),
    ]
