-- A link was handed out for what somebody took on, in the words of then: with other words, or somebody else's, it ends.
CREATE FUNCTION plans_promise_links_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE cases_link SET ended_at = now()
   WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.episode_id AND purpose = 'promise'
     AND subject = NEW.reference AND ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER links_end AFTER UPDATE OF what, worker_id, person_id, somebody, removed_at, status ON plans_promise
  FOR EACH ROW WHEN ((OLD.what, OLD.worker_id, OLD.person_id, OLD.somebody, OLD.removed_at, OLD.status)
                     IS DISTINCT FROM (NEW.what, NEW.worker_id, NEW.person_id, NEW.somebody, NEW.removed_at, NEW.status))
  EXECUTE FUNCTION plans_promise_links_end();

-- What somebody said of the help stays as they said it.
CREATE FUNCTION plans_feedback_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.answered_on IS NOT NULL THEN
    RAISE restrict_violation USING MESSAGE = 'what was said stays said';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER feedback_stays BEFORE UPDATE ON plans_feedback FOR EACH ROW EXECUTE FUNCTION plans_feedback_stays();
