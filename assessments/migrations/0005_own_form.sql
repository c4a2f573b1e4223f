-- Whether anything was answered with a partnership's own question or value. An administrator reads no case: no more
-- than yes or no comes out of here.
CREATE FUNCTION assessments_is_in_use(of_key text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM assessments_answer
                  WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
                    AND (question = of_key OR of_key = ANY (values)))
      OR EXISTS (SELECT 1 FROM assessments_need
                  WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND item = of_key)
      OR EXISTS (SELECT 1 FROM assessments_takingpart
                  WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND why_not = of_key)
$$;

-- What was answered keeps the words that it answers, and what has ended stays ended.
CREATE FUNCTION assessments_addition_keeps_its_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.entry <> OLD.entry) THEN
    RAISE restrict_violation USING MESSAGE = 'what has ended is not changed';
  END IF;
  IF NEW.entry <> OLD.entry AND (
    EXISTS (SELECT 1 FROM assessments_answer a
             WHERE a.tenant_id = OLD.tenant_id AND (a.question = OLD.key OR OLD.key = ANY (a.values)))
    OR EXISTS (SELECT 1 FROM assessments_need n WHERE n.tenant_id = OLD.tenant_id AND n.item = OLD.key)
    OR EXISTS (SELECT 1 FROM assessments_takingpart t WHERE t.tenant_id = OLD.tenant_id AND t.why_not = OLD.key)) THEN
    RAISE restrict_violation USING MESSAGE = 'it was answered with these words';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_its_words BEFORE UPDATE ON assessments_localaddition
  FOR EACH ROW EXECUTE FUNCTION assessments_addition_keeps_its_words();
