from django.db import migrations

from ehm.rows.operations import RunFile

UNDO = """
DROP TRIGGER moves ON hubs_keptout;
DROP FUNCTION hubs_kept_out_moves();
CREATE OR REPLACE FUNCTION hubs_item_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.is_on AND NOT OLD.is_on OR NEW.is_now AND NOT OLD.is_now) AND NOT EXISTS (
       SELECT FROM hubs_hubmeeting m
        WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.meeting_id
          AND (m.status = 'running' OR m.status = 'planned' AND NOT NEW.is_now)) THEN
    RAISE restrict_violation USING MESSAGE = 'this meeting does not go on';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("hubs", "0013_told_in_public")]

    operations = [RunFile("hubs/migrations/0014_kept_out_rules.sql", UNDO)]
