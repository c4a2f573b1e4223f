-- Whoever is worried tells the front door, and writes it down, for themselves (R062). The owner of the tables is nobody.
CREATE FUNCTION plans_told_by_oneself() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.recorded_by_id <> nullif(current_setting('ehm.membership_id', true), '')::bigint THEN
    RAISE restrict_violation USING MESSAGE = 'whoever is worried tells the front door';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER told_by_oneself BEFORE INSERT ON plans_frontdoorcontact
  FOR EACH ROW EXECUTE FUNCTION plans_told_by_oneself();

-- What the front door was told has a day on which it went in writing, and one on which they answered: each is written once.
CREATE FUNCTION plans_contact_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at THEN
    RAISE restrict_violation USING MESSAGE = 'when it was sent in writing is on record';
  END IF;
  IF OLD.heard_at IS NOT NULL
     AND (NEW.heard_at, NEW.decision, NEW.heard) IS DISTINCT FROM (OLD.heard_at, OLD.decision, OLD.heard) THEN
    RAISE restrict_violation USING MESSAGE = 'what the front door decided is on record';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contact_stays BEFORE UPDATE ON plans_frontdoorcontact
  FOR EACH ROW EXECUTE FUNCTION plans_contact_stays();

-- Only what a conversation meant for the meeting waits for the meeting; of step down, only what has no lead yet.
CREATE FUNCTION plans_listing_fits() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.step_up_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plans_stepup s WHERE s.tenant_id = NEW.tenant_id
        AND s.id = NEW.step_up_id AND s.episode_id = NEW.episode_id AND s.outcome = 'meeting') THEN
    RAISE restrict_violation USING MESSAGE = 'this conversation did not lead to the meeting';
  END IF;
  IF NEW.step_down_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plans_stepdown s WHERE s.tenant_id = NEW.tenant_id
        AND s.id = NEW.step_down_id AND s.episode_id = NEW.episode_id AND s.route = 'meeting') THEN
    RAISE restrict_violation USING MESSAGE = 'this step down was not for the meeting';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER listing_fits BEFORE INSERT ON plans_listing FOR EACH ROW EXECUTE FUNCTION plans_listing_fits();

CREATE TRIGGER only_before_the_end BEFORE INSERT ON plans_stepup
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
CREATE TRIGGER only_before_the_end BEFORE INSERT ON plans_stepdown
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
CREATE TRIGGER only_before_the_end BEFORE INSERT ON plans_listing
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
