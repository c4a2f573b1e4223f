-- A partner in the team around a family reads for as long as they are in it, and keeps nobody's record by putting them
-- into a family of their own. Only an agency or hub that leads a family of theirs, or wrote one down before help began,
-- brings them into another. Back into the same family, as after a move, anybody may who sees it. Asked after
-- `only_visible_people`, in the order of the triggers' names.
CREATE FUNCTION cases_only_who_leads_brings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF coalesce(current_setting('ehm.tenant_id', true), '') = '' THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT 1 FROM cases_familymember m WHERE m.tenant_id = NEW.tenant_id AND m.person_id = NEW.person_id)
    AND NOT EXISTS (
      SELECT 1 FROM cases_familymember m JOIN cases_family f ON f.tenant_id = m.tenant_id AND f.id = m.family_id
       WHERE m.tenant_id = NEW.tenant_id AND m.person_id = NEW.person_id
         AND (f.id = NEW.family_id
           OR EXISTS (SELECT 1 FROM cases_access x
                       WHERE x.tenant_id = f.tenant_id AND x.family_id = f.id AND x.source IN ('lead', 'area')
                         AND x.principal_id = ANY (nullif(current_setting('ehm.principal_ids', true), '')::bigint[])
                         AND NOT x.excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[])
           OR (NOT f.has_episode
             AND (f.created_by_agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])
               OR f.area_id = ANY (nullif(current_setting('ehm.area_ids', true), '')::bigint[])))))
  THEN
    RAISE insufficient_privilege USING MESSAGE = 'only who leads a family of theirs brings them into another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_who_leads_brings BEFORE INSERT ON cases_familymember
  FOR EACH ROW EXECUTE FUNCTION cases_only_who_leads_brings();
