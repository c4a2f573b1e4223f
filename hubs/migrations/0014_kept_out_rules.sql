-- Whom a request is kept from: neither whoever asked nor whoever keeps it; of early help that runs, its record says it. They
-- are let in once, in one's own name. The owner of the tables acts for nobody.
CREATE FUNCTION hubs_kept_out_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  actor bigint := nullif(current_setting('ehm.membership_id', true), '')::bigint;
  never text[] := nullif(current_setting('ehm.exclusion_keys', true), '')::text[];
  whom text;
  request hubs_helprequest;
BEGIN
  IF actor IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.ended_by_id IS DISTINCT FROM actor THEN
      RAISE restrict_violation USING MESSAGE = 'somebody is let in once, in one''s own name';
    END IF;
    RETURN NEW;
  END IF;
  SELECT * INTO request FROM hubs_helprequest q WHERE q.tenant_id = NEW.tenant_id AND q.id = NEW.request_id;
  IF request.episode_id IS NOT NULL OR request.status IN ('decided', 'withdrawn') THEN
    RAISE restrict_violation USING MESSAGE = 'somebody is kept from a request before it is decided, and where no early help runs';
  END IF;
  never := never || ARRAY(SELECT 'user:' || m.user_id FROM ehm_membership m
                           WHERE m.tenant_id = request.tenant_id AND m.id = request.recorded_by_id);
  IF request.came_by = 'signed_in' THEN
    never := never || ('agency:' || request.agency_id);
  END IF;
  whom := coalesce('agency:' || NEW.kept_agency_id, (SELECT 'user:' || m.user_id FROM ehm_membership m
                    WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.kept_worker_id));
  IF whom = ANY (never) THEN
    RAISE restrict_violation USING MESSAGE = 'whoever asked, and whoever keeps it, reads a request';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON hubs_keptout FOR EACH ROW EXECUTE FUNCTION hubs_kept_out_moves();

-- Whoever works at the hub lets somebody know again, whichever agency they are of. The other three are never changed.
DROP POLICY IF EXISTS own_name_update ON hubs_systemcheck;
DROP POLICY IF EXISTS own_name_update ON hubs_discussion;
DROP POLICY IF EXISTS own_name_update ON hubs_decision;
DROP POLICY IF EXISTS own_name_update ON hubs_keptout;

-- One family is shown at once, also where whoever leads the meeting is kept from the one before.
CREATE OR REPLACE FUNCTION hubs_item_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (NEW.is_on AND NOT OLD.is_on OR NEW.is_now AND NOT OLD.is_now) AND NOT EXISTS (
       SELECT FROM hubs_hubmeeting m
        WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.meeting_id
          AND (m.status = 'running' OR m.status = 'planned' AND NOT NEW.is_now)) THEN
    RAISE restrict_violation USING MESSAGE = 'this meeting does not go on';
  END IF;
  IF NEW.is_now AND NOT OLD.is_now THEN
    UPDATE hubs_agendaitem i
       SET is_now = false, is_on = NOT EXISTS (SELECT FROM hubs_itemdecision d
                                                WHERE d.tenant_id = i.tenant_id AND d.item_id = i.id)
     WHERE i.tenant_id = NEW.tenant_id AND i.meeting_id = NEW.meeting_id AND i.is_now AND i.id <> NEW.id;
  END IF;
  RETURN NEW;
END $$;
