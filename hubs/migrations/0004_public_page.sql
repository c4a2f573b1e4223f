-- Whoever has no account acts too: what they ask comes in undecided and in nobody's name, and they take it back or answer.
-- The owner of the tables acts for nobody, as before.
CREATE OR REPLACE FUNCTION hubs_request_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  actor bigint := nullif(current_setting('ehm.membership_id', true), '')::bigint;
  areas bigint[] := coalesce(nullif(current_setting('ehm.area_ids', true), '')::bigint[], '{}');
BEGIN
  IF actor IS NULL AND current_user <> 'ehm_visitor' THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'sent' OR NEW.recorded_by_id IS DISTINCT FROM actor THEN
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

-- The code that was mailed, as its hash: right once, for half an hour, within five tries. Whoever tries sees neither the code
-- nor how many tries are left to somebody else.
CREATE FUNCTION hubs_confirm_visit(said text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  is_confirmed boolean;
BEGIN
  UPDATE hubs_publicvisit
     SET tries = tries + 1,
         confirmed_at = CASE WHEN code_hash = said THEN now() END
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND key = nullif(current_setting('ehm.visit_key', true), '')
     AND confirmed_at IS NULL AND tries < 5 AND code_hash <> '' AND code_sent_at > now() - interval '30 minutes'
  RETURNING confirmed_at IS NOT NULL INTO is_confirmed;
  RETURN coalesce(is_confirmed, false);
END $$;

-- The hub hears of what came by the public page: whoever wrote it may neither know who works there nor write to anybody.
CREATE FUNCTION hubs_public_request_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ehm_notification (tenant_id, membership_id, kind, subject, data, raised_at)
  SELECT NEW.tenant_id, m.id, 'hubs.sent', NEW.reference, '{}', now() FROM ehm_membership m
   WHERE m.tenant_id = NEW.tenant_id AND m.area_id = NEW.area_id AND m.ended_at IS NULL
     AND m.role IN ('hub_worker', 'hub_chair', 'coordinator');
  RETURN NULL;
END $$;
CREATE TRIGGER public_request_came AFTER INSERT ON hubs_helprequest FOR EACH ROW
  WHEN (NEW.came_by = 'public' AND current_user = 'ehm_visitor') EXECUTE FUNCTION hubs_public_request_came();

CREATE FUNCTION hubs_public_answer_came() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO ehm_notification (tenant_id, membership_id, kind, subject, data, raised_at)
  SELECT q.tenant_id, m.id, 'hubs.answered', q.reference, '{}', now() FROM hubs_helprequest q
    JOIN ehm_membership m ON m.tenant_id = q.tenant_id AND m.area_id = q.area_id AND m.ended_at IS NULL
     AND m.role IN ('hub_worker', 'hub_chair', 'coordinator')
     AND NOT ARRAY['agency:' || m.agency_id, 'user:' || m.user_id] && q.excluded
   WHERE q.tenant_id = NEW.tenant_id AND q.id = NEW.request_id;
  RETURN NULL;
END $$;
CREATE TRIGGER public_answer_came AFTER UPDATE OF answered_at ON hubs_requestquestion FOR EACH ROW
  WHEN (OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL AND current_user = 'ehm_visitor')
  EXECUTE FUNCTION hubs_public_answer_came();
