-- Whoever decides about a request, leads a meeting or ends a disagreement does it in their own name: TG_ARGV[0] is
-- the column that says who. The owner of the tables acts for nobody.
CREATE FUNCTION hubs_decides_in_own_name() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  actor bigint := nullif(current_setting('ehm.membership_id', true), '')::bigint;
  who bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
  IF actor IS NOT NULL AND who IS NOT NULL AND who <> actor
     AND who IS DISTINCT FROM (to_jsonb(OLD) ->> TG_ARGV[0])::bigint THEN
    RAISE restrict_violation USING MESSAGE = 'everybody decides in their own name';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decided_in_own_name BEFORE UPDATE OF decided_by_id ON hubs_helprequest
  FOR EACH ROW EXECUTE FUNCTION hubs_decides_in_own_name('decided_by_id');
CREATE TRIGGER led_in_own_name BEFORE UPDATE OF chair_id ON hubs_hubmeeting
  FOR EACH ROW EXECUTE FUNCTION hubs_decides_in_own_name('chair_id');
CREATE TRIGGER ended_in_own_name BEFORE UPDATE OF ended_by_id ON hubs_disagreement
  FOR EACH ROW EXECUTE FUNCTION hubs_decides_in_own_name('ended_by_id');
