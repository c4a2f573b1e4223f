-- What is taken back, or given to another hub, is on no agenda any more: those who were asked read it no further, and the
-- hub that gave it away sees it no more at its meeting.
CREATE FUNCTION hubs_request_leaves_agenda() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  WITH gone AS (
    UPDATE hubs_agendaitem i SET is_on = false, is_now = false, removed_at = now()
      FROM hubs_hubmeeting m
     WHERE i.tenant_id = NEW.tenant_id AND i.request_id = NEW.id AND i.removed_at IS NULL
       AND m.tenant_id = i.tenant_id AND m.id = i.meeting_id AND m.status IN ('planned', 'running')
    RETURNING i.meeting_id)
  UPDATE hubs_hubmeeting SET version = version + 1
   WHERE tenant_id = NEW.tenant_id AND id IN (SELECT meeting_id FROM gone);
  RETURN NULL;
END $$;
CREATE TRIGGER leaves_agenda AFTER UPDATE ON hubs_helprequest FOR EACH ROW
  WHEN (OLD.area_id <> NEW.area_id OR OLD.status <> 'withdrawn' AND NEW.status = 'withdrawn')
  EXECUTE FUNCTION hubs_request_leaves_agenda();

-- Whoever asked goes on to read what they wrote. What others say at the meeting, and what was decided there, is kept from
-- them where the family keeps them from the early help. Both triggers come, by their names, after those that follow alone.
CREATE FUNCTION hubs_items_follow_help() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  requests bigint[] := ARRAY[NEW.id];
BEGIN
  IF TG_TABLE_NAME = 'cases_episode' THEN
    requests := ARRAY(SELECT id FROM hubs_helprequest WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.id);
  END IF;
  UPDATE hubs_agendaitem i
     SET excluded = ARRAY(SELECT unnest(q.excluded) UNION SELECT unnest(e.excluded) ORDER BY 1)
    FROM hubs_helprequest q JOIN cases_episode e ON e.tenant_id = q.tenant_id AND e.id = q.episode_id
   WHERE q.tenant_id = NEW.tenant_id AND q.id = ANY (requests) AND i.tenant_id = q.tenant_id AND i.request_id = q.id;
  RETURN NULL;
END $$;
CREATE TRIGGER items_follow_help AFTER UPDATE ON hubs_helprequest FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded OR OLD.episode_id IS DISTINCT FROM NEW.episode_id)
  EXECUTE FUNCTION hubs_items_follow_help();
CREATE TRIGGER requests_items_follow AFTER UPDATE ON cases_episode FOR EACH ROW
  WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION hubs_items_follow_help();

-- Everybody speaks for themselves: what an agency knows, what came of an action, what a manager thinks. What is done stays.
CREATE FUNCTION hubs_said_by_themselves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  actor bigint := nullif(current_setting('ehm.membership_id', true), '')::bigint;
  who bigint;
BEGIN
  IF actor IS NULL THEN
    RETURN NEW;
  END IF;
  IF TG_TABLE_NAME = 'hubs_itemask' THEN
    IF (NEW.coming, NEW.knows, NEW.is_for_hub_only, NEW.answered_at, NEW.answered_by_id)
       IS NOT DISTINCT FROM (OLD.coming, OLD.knows, OLD.is_for_hub_only, OLD.answered_at, OLD.answered_by_id) THEN
      RETURN NEW;
    END IF;
    who := NEW.answered_by_id;
  ELSIF TG_TABLE_NAME = 'hubs_meetingaction' THEN
    IF (NEW.done_at, NEW.done_by_id, NEW.outcome) IS NOT DISTINCT FROM (OLD.done_at, OLD.done_by_id, OLD.outcome) THEN
      RETURN NEW;
    END IF;
    IF OLD.done_at IS NOT NULL OR OLD.dropped_at IS NOT NULL THEN
      RAISE restrict_violation USING MESSAGE = 'what became of an action stays';
    END IF;
    who := NEW.done_by_id;
  ELSE
    IF (NEW.view, NEW.said_at) IS NOT DISTINCT FROM (OLD.view, OLD.said_at) THEN
      RETURN NEW;
    END IF;
    who := NEW.manager_id;
  END IF;
  IF who IS DISTINCT FROM actor THEN
    RAISE restrict_violation USING MESSAGE = 'everybody speaks in their own name';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER own_words BEFORE UPDATE ON hubs_itemask FOR EACH ROW EXECUTE FUNCTION hubs_said_by_themselves();
CREATE TRIGGER own_words BEFORE UPDATE ON hubs_meetingaction FOR EACH ROW EXECUTE FUNCTION hubs_said_by_themselves();
CREATE TRIGGER own_words BEFORE UPDATE ON hubs_disagreementmanager FOR EACH ROW EXECUTE FUNCTION hubs_said_by_themselves();
