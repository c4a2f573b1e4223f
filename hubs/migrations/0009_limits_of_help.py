from django.db import migrations, models

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER takes_limits ON hubs_helprequest;
DROP FUNCTION hubs_request_takes_limits();
CREATE OR REPLACE FUNCTION hubs_follow_episode() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_helprequest q
     SET excluded = ARRAY(SELECT unnest(NEW.excluded) UNION
                          SELECT 'agency:' || l.agency_id FROM hubs_requestlimit l
                           WHERE l.tenant_id = q.tenant_id AND l.request_id = q.id AND l.agency_id IS NOT NULL ORDER BY 1)
   WHERE q.tenant_id = NEW.tenant_id AND q.episode_id = NEW.id;
  RETURN NULL;
END $$;
DROP FUNCTION hubs_kept_from_request(text[], hubs_helprequest);
"""


class Migration(migrations.Migration):
    dependencies = [("hubs", "0008_actions_on_timeline"), ("cases", "0017_handover")]

    operations = [
        RunFile("hubs/migrations/0009_limits_of_help.sql", UNDO),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False), ("letter_sent_at", None)),
                fields=["tenant", "area", "decided_at"],
                name="request_letters",
            ),
        ),
    ]
