-- Whoever sees a family is warned that somebody's whereabouts are protected, and sees no more than that: the warning
-- stands on the person. A protected home also hides the school and the GP, whichever family they were written under.
CREATE FUNCTION cases_whereabouts_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE kept boolean := EXISTS (
  SELECT 1 FROM cases_address
   WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND is_protected AND ended_on IS NULL);
BEGIN
  UPDATE cases_person SET is_whereabouts_protected = kept
   WHERE tenant_id = NEW.tenant_id AND id = NEW.person_id AND is_whereabouts_protected <> kept;
  IF kept THEN
    UPDATE cases_address SET is_protected = true
     WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND ended_on IS NULL AND NOT is_protected;
    UPDATE cases_schoolplace SET is_protected = true
     WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND ended_on IS NULL AND NOT is_protected;
    UPDATE cases_gpregistration SET is_protected = true
     WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND ended_on IS NULL AND NOT is_protected;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER whereabouts_kept AFTER INSERT OR UPDATE OF is_protected, ended_on ON cases_address
  FOR EACH ROW EXECUTE FUNCTION cases_whereabouts_kept();

-- A new place of somebody whose whereabouts are protected is protected from the start.
CREATE FUNCTION cases_place_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.is_protected := NEW.is_protected OR (NEW.ended_on IS NULL AND EXISTS (
    SELECT 1 FROM cases_person
     WHERE tenant_id = NEW.tenant_id AND id = NEW.person_id AND is_whereabouts_protected));
  RETURN NEW;
END $$;
CREATE TRIGGER place_kept BEFORE INSERT ON cases_address FOR EACH ROW EXECUTE FUNCTION cases_place_kept();
CREATE TRIGGER place_kept BEFORE INSERT ON cases_schoolplace FOR EACH ROW EXECUTE FUNCTION cases_place_kept();
CREATE TRIGGER place_kept BEFORE INSERT ON cases_gpregistration FOR EACH ROW EXECUTE FUNCTION cases_place_kept();
