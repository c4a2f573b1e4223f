-- An agency that the family does not want to know is kept from the request as soon as that is written.
CREATE FUNCTION hubs_request_kept_from() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_helprequest SET excluded = array_append(excluded, 'agency:' || NEW.agency_id)
   WHERE tenant_id = NEW.tenant_id AND id = NEW.request_id AND NOT ('agency:' || NEW.agency_id) = ANY (excluded);
  RETURN NULL;
END $$;
CREATE TRIGGER kept_from AFTER INSERT ON hubs_requestlimit FOR EACH ROW WHEN (NEW.agency_id IS NOT NULL)
  EXECUTE FUNCTION hubs_request_kept_from();

-- A request comes in undecided, and stays as it was decided. Who asked can take it back and answer; only the hub of its area
-- does all the rest. The owner of the tables acts for nobody.
CREATE FUNCTION hubs_request_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  actor bigint := nullif(current_setting('ehm.membership_id', true), '')::bigint;
  areas bigint[] := coalesce(nullif(current_setting('ehm.area_ids', true), '')::bigint[], '{}');
BEGIN
  IF actor IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'sent' OR NEW.recorded_by_id <> actor THEN
      RAISE restrict_violation USING MESSAGE = 'a request comes in undecided, in one''s own name';
    END IF;
    IF NEW.episode_id IS NOT NULL THEN
      SELECT excluded INTO NEW.excluded FROM cases_episode e
       WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id AND e.area_id = NEW.area_id;
      IF NOT FOUND THEN
        RAISE restrict_violation USING MESSAGE = 'of early help that one can see, for the hub of its area';
      END IF;
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.excluded IS DISTINCT FROM OLD.excluded THEN
    RETURN NEW;  -- kept by the trigger above, nobody else can
  END IF;
  IF OLD.status IN ('decided', 'withdrawn')
     AND (NEW.status, NEW.area_id, NEW.episode_id, NEW.outcome, NEW.told, NEW.decided_at, NEW.decided_by_id)
         IS DISTINCT FROM
         (OLD.status, OLD.area_id, OLD.episode_id, OLD.outcome, OLD.told, OLD.decided_at, OLD.decided_by_id) THEN
    RAISE restrict_violation USING MESSAGE = 'what became of the request stays';
  END IF;
  IF NOT OLD.area_id = ANY (areas) AND (
       (NEW.area_id, NEW.area_reason, NEW.episode_id, NEW.outcome, NEW.told, NEW.decided_at, NEW.decided_by_id,
        NEW.letter_sent_at)
       IS DISTINCT FROM
       (OLD.area_id, OLD.area_reason, OLD.episode_id, OLD.outcome, OLD.told, OLD.decided_at, OLD.decided_by_id,
        OLD.letter_sent_at)
       OR NOT (NEW.status = OLD.status OR NEW.status = 'withdrawn'
               OR OLD.status = 'returned' AND NEW.status = 'under_review')) THEN
    RAISE restrict_violation USING MESSAGE = 'the hub of its area decides about a request';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON hubs_helprequest
  FOR EACH ROW EXECUTE FUNCTION hubs_request_moves();

-- Whom the family keeps from its early help is kept from what was asked about it.
CREATE FUNCTION hubs_follow_episode() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_helprequest q
     SET excluded = ARRAY(SELECT unnest(NEW.excluded) UNION
                          SELECT 'agency:' || l.agency_id FROM hubs_requestlimit l
                           WHERE l.tenant_id = q.tenant_id AND l.request_id = q.id AND l.agency_id IS NOT NULL ORDER BY 1)
   WHERE q.tenant_id = NEW.tenant_id AND q.episode_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER requests_follow AFTER UPDATE OF excluded ON cases_episode FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION hubs_follow_episode();

-- To another hub: afterwards whoever gave it does not see it, so no plain UPDATE of theirs could.
CREATE FUNCTION hubs_give_request(of_request bigint, to_area bigint, because text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_areas bigint[] := nullif(current_setting('ehm.area_ids', true), '')::bigint[];
  own_keys text[] := nullif(current_setting('ehm.exclusion_keys', true), '')::text[];
BEGIN
  UPDATE hubs_helprequest SET area_id = to_area, area_reason = because, status = 'sent', version = version + 1
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND id = of_request
     AND area_id = ANY (own_areas) AND NOT excluded && own_keys AND status NOT IN ('decided', 'withdrawn');
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'only the hub that has a request gives it to another';
  END IF;
END $$;
