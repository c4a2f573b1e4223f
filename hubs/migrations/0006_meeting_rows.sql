-- A meeting is planned, goes on, and ends. Whoever is asked reads a family only while it is on the agenda: nothing stays
-- on when the meeting is over.
CREATE FUNCTION hubs_meeting_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status IN ('ended', 'cancelled') THEN
    RAISE restrict_violation USING MESSAGE = 'a meeting that is over stays as it was';
  END IF;
  IF NEW.status IN ('ended', 'cancelled') THEN
    UPDATE hubs_agendaitem SET is_on = false, is_now = false
     WHERE tenant_id = NEW.tenant_id AND meeting_id = NEW.id AND is_on;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE UPDATE ON hubs_hubmeeting FOR EACH ROW EXECUTE FUNCTION hubs_meeting_moves();

-- An item belongs to the area of its meeting, and whom the family does not want to know is kept from it.
CREATE FUNCTION hubs_item_comes() RETURNS trigger
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
     WHERE q.tenant_id = NEW.tenant_id AND q.id = NEW.request_id;
  ELSE
    SELECT area_id, excluded INTO its_area, NEW.excluded FROM cases_episode e
     WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id;
  END IF;
  IF its_area IS DISTINCT FROM NEW.area_id THEN
    RAISE restrict_violation USING MESSAGE = 'a meeting talks about the families of its own area';
  END IF;
  NEW.asked := '{}';
  RETURN NEW;
END $$;
CREATE TRIGGER comes BEFORE INSERT ON hubs_agendaitem FOR EACH ROW EXECUTE FUNCTION hubs_item_comes();

CREATE FUNCTION hubs_item_moves() RETURNS trigger
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
CREATE TRIGGER moves BEFORE UPDATE OF is_on, is_now ON hubs_agendaitem FOR EACH ROW EXECUTE FUNCTION hubs_item_moves();

-- Who is asked about a family: never an agency that the family does not want to know. Only the hub stops asking.
CREATE FUNCTION hubs_ask_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  areas bigint[] := nullif(current_setting('ehm.area_ids', true), '')::bigint[];
  item hubs_agendaitem;
BEGIN
  SELECT * INTO item FROM hubs_agendaitem i WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id;
  IF TG_OP = 'INSERT' AND ('agency:' || NEW.asked_agency_id) = ANY (item.excluded) THEN
    RAISE restrict_violation USING MESSAGE = 'the family does not want this agency to know';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.ended_at IS DISTINCT FROM OLD.ended_at AND NOT item.area_id = ANY (coalesce(areas, '{}'))
     AND nullif(current_setting('ehm.membership_id', true), '') IS NOT NULL THEN
    RAISE restrict_violation USING MESSAGE = 'only the hub stops asking';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON hubs_itemask FOR EACH ROW EXECUTE FUNCTION hubs_ask_moves();

CREATE FUNCTION hubs_ask_takes_effect() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE hubs_agendaitem i
     SET asked = ARRAY(SELECT a.asked_agency_id FROM hubs_itemask a
                        WHERE a.tenant_id = i.tenant_id AND a.item_id = i.id AND a.ended_at IS NULL
                          AND a.asked_agency_id IS NOT NULL ORDER BY 1)
   WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id;
  UPDATE hubs_hubmeeting m SET version = m.version + 1
    FROM hubs_agendaitem i
   WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id
     AND m.tenant_id = i.tenant_id AND m.id = i.meeting_id AND m.status IN ('planned', 'running');
  RETURN NULL;
END $$;
CREATE TRIGGER takes_effect AFTER INSERT OR UPDATE ON hubs_itemask
  FOR EACH ROW EXECUTE FUNCTION hubs_ask_takes_effect();

-- Actions and disagreements: of the area of their meeting, kept from whom the family is kept from.
CREATE FUNCTION hubs_of_item_comes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT area_id, excluded INTO NEW.area_id, NEW.excluded FROM hubs_agendaitem i
   WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id;
  RETURN NEW;
END $$;
CREATE TRIGGER comes BEFORE INSERT ON hubs_meetingaction FOR EACH ROW EXECUTE FUNCTION hubs_of_item_comes();
CREATE TRIGGER comes BEFORE INSERT ON hubs_disagreement FOR EACH ROW EXECUTE FUNCTION hubs_of_item_comes();

CREATE FUNCTION hubs_action_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  areas bigint[] := coalesce(nullif(current_setting('ehm.area_ids', true), '')::bigint[], '{}');
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ('agency:' || NEW.doer_agency_id) = ANY (NEW.excluded) THEN
      RAISE restrict_violation USING MESSAGE = 'the family does not want this agency to know';
    END IF;
  ELSIF NOT OLD.area_id = ANY (areas) AND nullif(current_setting('ehm.membership_id', true), '') IS NOT NULL
        AND (NEW.due_on, NEW.dropped_at, NEW.dropped_because)
            IS DISTINCT FROM (OLD.due_on, OLD.dropped_at, OLD.dropped_because) THEN
    RAISE restrict_violation USING MESSAGE = 'the hub sets the date of an action';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON hubs_meetingaction FOR EACH ROW EXECUTE FUNCTION hubs_action_moves();

CREATE FUNCTION hubs_manager_is_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kept text[];
BEGIN
  SELECT excluded INTO kept FROM hubs_disagreement d WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.disagreement_id;
  IF EXISTS (SELECT FROM ehm_membership m WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.manager_id
              AND ('agency:' || m.agency_id = ANY (kept) OR 'user:' || m.user_id = ANY (kept))) THEN
    RAISE restrict_violation USING MESSAGE = 'the family does not want this agency to know';
  END IF;
  UPDATE hubs_disagreement SET managers = array_append(managers, NEW.manager_id)
   WHERE tenant_id = NEW.tenant_id AND id = NEW.disagreement_id AND NOT NEW.manager_id = ANY (managers);
  RETURN NULL;
END $$;
CREATE TRIGGER is_asked AFTER INSERT ON hubs_disagreementmanager
  FOR EACH ROW EXECUTE FUNCTION hubs_manager_is_asked();

-- Whom the family keeps out later is kept out here at once.
CREATE FUNCTION hubs_items_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'hubs_helprequest' THEN
    UPDATE hubs_agendaitem SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND request_id = NEW.id;
  ELSIF TG_TABLE_NAME = 'cases_episode' THEN
    UPDATE hubs_agendaitem SET excluded = NEW.excluded
     WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.id AND request_id IS NULL;
  ELSE
    UPDATE hubs_meetingaction SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND item_id = NEW.id;
    UPDATE hubs_disagreement SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND item_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER items_follow AFTER UPDATE ON hubs_helprequest FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION hubs_items_follow();
CREATE TRIGGER items_follow AFTER UPDATE ON cases_episode FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION hubs_items_follow();
CREATE TRIGGER rows_follow AFTER UPDATE ON hubs_agendaitem FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION hubs_items_follow();

-- How many families somebody leads now: a number, for a hub that chooses who can take one more.
CREATE FUNCTION hubs_caseloads(of_agencies bigint[]) RETURNS TABLE (membership_id bigint, families bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.lead_id, count(*) FROM cases_episode e
   WHERE e.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND nullif(current_setting('ehm.area_ids', true), '')::bigint[] <> '{}'
     AND e.lead_agency_id = ANY (of_agencies) AND e.status IN ('requested', 'open') AND e.lead_id IS NOT NULL
   GROUP BY e.lead_id
$$;
