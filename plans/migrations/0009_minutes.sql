-- Minutes are the record: they change only when what they said before has been kept, with why. What was cancelled, or was
-- not held after all, stays so.
CREATE OR REPLACE FUNCTION plans_minutes_stay() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status = 'held' AND NEW.status IN ('held', 'not_held') AND NEW.version = OLD.version + 1
     AND EXISTS (SELECT 1 FROM plans_earlierminutes e WHERE e.tenant_id = OLD.tenant_id AND e.meeting_id = OLD.id
                    AND e.version = OLD.version AND e.is_taken_back = (NEW.status = 'not_held')) THEN
    RETURN NEW;
  END IF;
  IF OLD.status <> 'planned' THEN
    RAISE restrict_violation USING MESSAGE = 'the minutes of a meeting are not changed';
  END IF;
  RETURN NEW;
END $$;
