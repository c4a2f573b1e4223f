-- Whom the family keeps from a request: as it wrote itself, and as the hub found out.
CREATE OR REPLACE FUNCTION hubs_kept_from_request(of_help text[], request hubs_helprequest) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT ARRAY(
    SELECT unnest(of_help)
    EXCEPT SELECT 'agency:' || request.agency_id WHERE request.came_by = 'signed_in'
    EXCEPT SELECT 'user:' || m.user_id FROM ehm_membership m
            WHERE m.tenant_id = request.tenant_id AND m.id = request.recorded_by_id AND request.came_by = 'signed_in'
    UNION SELECT 'agency:' || l.agency_id FROM hubs_requestlimit l
           WHERE l.tenant_id = request.tenant_id AND l.request_id = request.id AND l.agency_id IS NOT NULL
    UNION SELECT 'agency:' || k.kept_agency_id FROM hubs_keptout k
           WHERE k.tenant_id = request.tenant_id AND k.request_id = request.id AND k.ended_at IS NULL
             AND k.kept_agency_id IS NOT NULL
    UNION SELECT 'user:' || m.user_id FROM hubs_keptout k
            JOIN ehm_membership m ON m.tenant_id = k.tenant_id AND m.id = k.kept_worker_id
           WHERE k.tenant_id = request.tenant_id AND k.request_id = request.id AND k.ended_at IS NULL
    ORDER BY 1)
$$;

CREATE FUNCTION hubs_kept_out_takes_effect() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_helprequest q
     SET excluded = hubs_kept_from_request(
           coalesce((SELECT e.excluded FROM cases_episode e WHERE e.tenant_id = q.tenant_id AND e.id = q.episode_id), '{}'), q)
   WHERE q.tenant_id = NEW.tenant_id AND q.id = NEW.request_id;
  RETURN NULL;
END $$;
CREATE TRIGGER takes_effect AFTER INSERT OR UPDATE ON hubs_keptout
  FOR EACH ROW EXECUTE FUNCTION hubs_kept_out_takes_effect();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_keptout FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();

-- An item waits for a limit that is being written in this very moment, and a limit that comes later finds the item.
CREATE OR REPLACE FUNCTION hubs_item_comes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  its_area bigint;
BEGIN
  SELECT area_id INTO NEW.area_id FROM hubs_hubmeeting m
   WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.meeting_id AND m.status IN ('planned', 'running');
  IF NOT FOUND THEN
    RAISE restrict_violation USING MESSAGE = 'this meeting is over';
  END IF;
  IF NEW.request_id IS NOT NULL THEN
    SELECT area_id, excluded INTO its_area, NEW.excluded FROM hubs_helprequest q
     WHERE q.tenant_id = NEW.tenant_id AND q.id = NEW.request_id FOR NO KEY UPDATE;
  ELSE
    SELECT area_id, excluded INTO its_area, NEW.excluded FROM cases_episode e
     WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id FOR NO KEY UPDATE;
  END IF;
  IF its_area IS DISTINCT FROM NEW.area_id THEN
    RAISE restrict_violation USING MESSAGE = 'a meeting talks about the families of its own area';
  END IF;
  NEW.asked := '{}';
  RETURN NEW;
END $$;

-- The meeting first, then what hangs on it, as whoever leads it locks them: two at once wait for each other in turn.
CREATE OR REPLACE FUNCTION hubs_ask_takes_effect() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_hubmeeting m SET version = m.version + 1
    FROM hubs_agendaitem i
   WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id
     AND m.tenant_id = i.tenant_id AND m.id = i.meeting_id AND m.status IN ('planned', 'running');
  UPDATE hubs_agendaitem i
     SET asked = ARRAY(SELECT a.asked_agency_id FROM hubs_itemask a
                        WHERE a.tenant_id = i.tenant_id AND a.item_id = i.id AND a.ended_at IS NULL
                          AND a.asked_agency_id IS NOT NULL ORDER BY 1)
   WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id;
  RETURN NULL;
END $$;

-- Whoever is kept out while they follow the meeting reads the family no longer than until their page asks again.
CREATE FUNCTION hubs_meeting_sees_limits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_hubmeeting m SET version = m.version + 1
   WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.meeting_id AND m.status IN ('planned', 'running');
  RETURN NULL;
END $$;
CREATE TRIGGER sees_limits AFTER UPDATE ON hubs_agendaitem FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION hubs_meeting_sees_limits();
