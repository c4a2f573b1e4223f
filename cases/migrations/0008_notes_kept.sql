-- A key agency note tells which school or GP a child goes to: of a child whose whereabouts are protected it is kept like
-- these (ADR 3). When the note is written, and when protection of the child begins or ends.
CREATE OR REPLACE FUNCTION cases_note_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := cases_excluded_from_person(NEW.tenant_id, NEW.person_id);
  NEW.is_protected := EXISTS (
    SELECT 1 FROM cases_person
     WHERE tenant_id = NEW.tenant_id AND id = NEW.person_id AND is_whereabouts_protected);
  RETURN NEW;
END $$;

CREATE FUNCTION cases_notes_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE cases_keyagencynote SET is_protected = NEW.is_whereabouts_protected
   WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND is_protected <> NEW.is_whereabouts_protected;
  RETURN NULL;
END $$;
CREATE TRIGGER notes_kept AFTER UPDATE OF is_whereabouts_protected ON cases_person
  FOR EACH ROW EXECUTE FUNCTION cases_notes_kept();

UPDATE cases_keyagencynote n SET is_protected = true
  FROM cases_person p
 WHERE p.tenant_id = n.tenant_id AND p.id = n.person_id AND p.is_whereabouts_protected;
