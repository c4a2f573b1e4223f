-- Whoever writes a part waits for whoever submits the assessment or adds a limit at the same time, and they for them:
-- otherwise each would see what was there before, and what is kept from somebody would be read by them.
CREATE OR REPLACE FUNCTION assessments_only_while_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.assessment_id IS NOT NULL THEN
    PERFORM FROM assessments_assessment a
      WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id AND a.episode_id = NEW.episode_id
        AND a.status IN ('in_progress', 'returned')
        FOR SHARE;
    IF NOT FOUND THEN
      RAISE restrict_violation USING MESSAGE = 'the assessment is not being written';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION assessments_limit_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM assessments_assessment a WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id
    FOR NO KEY UPDATE;
  NEW.excluded := assessments_limit_kept_from(NEW.tenant_id, NEW.assessment_id, NEW.address, NEW.holds_back,
                                              NEW.kept_from_agency_id, NEW.kept_from_worker_id);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION assessments_remark_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM assessments_assessment a WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id FOR SHARE;
  NEW.excluded := assessments_kept_from_around(NEW.tenant_id, NEW.assessment_id, NEW.address);
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION assessments_decision_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM assessments_assessment a WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id FOR SHARE;
  NEW.excluded := assessments_kept_from_around(NEW.tenant_id, NEW.assessment_id, '');
  RETURN NEW;
END $$;

-- After the one that waits: triggers go by their names.
DROP TRIGGER life_event_fill ON assessments_lifeevent;
CREATE TRIGGER part_fill BEFORE INSERT ON assessments_lifeevent
  FOR EACH ROW EXECUTE FUNCTION assessments_life_event_fill();
