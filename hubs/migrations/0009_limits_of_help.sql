-- Whom the family keeps from the early help that a request is about is kept from the request too, from the statement that joins
-- them on: limits of earlier help hold in the new one already. But not whoever asked: they read what they wrote themselves and what
-- they were told, and that it vanished would tell them that the family is known.
CREATE FUNCTION hubs_kept_from_request(of_help text[], request hubs_helprequest) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT ARRAY(
    SELECT unnest(of_help)
    EXCEPT SELECT 'agency:' || request.agency_id WHERE request.came_by = 'signed_in'
    EXCEPT SELECT 'user:' || m.user_id FROM ehm_membership m
            WHERE m.tenant_id = request.tenant_id AND m.id = request.recorded_by_id AND request.came_by = 'signed_in'
    UNION SELECT 'agency:' || l.agency_id FROM hubs_requestlimit l
           WHERE l.tenant_id = request.tenant_id AND l.request_id = request.id AND l.agency_id IS NOT NULL
    ORDER BY 1)
$$;

CREATE OR REPLACE FUNCTION hubs_follow_episode() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_helprequest q SET excluded = hubs_kept_from_request(NEW.excluded, q)
   WHERE q.tenant_id = NEW.tenant_id AND q.episode_id = NEW.id;
  RETURN NULL;
END $$;

-- Fired after `moves`, by its name, which asks who may do it.
CREATE FUNCTION hubs_request_takes_limits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT hubs_kept_from_request(e.excluded, NEW) INTO NEW.excluded
    FROM cases_episode e WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id;
  RETURN NEW;
END $$;
CREATE TRIGGER takes_limits BEFORE INSERT OR UPDATE OF episode_id ON hubs_helprequest FOR EACH ROW
  WHEN (NEW.episode_id IS NOT NULL) EXECUTE FUNCTION hubs_request_takes_limits();
