-- Putting somebody into a second family opens their record to whoever reads that one. Not where a family of theirs keeps
-- out an agency or worker that does. Without a context (data loaded by the owner) there is nobody to hold back.
CREATE FUNCTION cases_kept_out_of_second_families() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE keys text[];
BEGIN
  IF coalesce(current_setting('ehm.tenant_id', true), '') = '' THEN
    RETURN NEW;
  END IF;
  keys := cases_excluded_from_person(NEW.tenant_id, NEW.person_id);
  IF keys <> '{}' AND EXISTS (
    SELECT 1 FROM ehm_membership m
      JOIN ehm_agency a ON a.tenant_id = m.tenant_id AND a.id = m.agency_id
      LEFT JOIN ehm_area r ON r.tenant_id = m.tenant_id AND r.id = m.area_id
     CROSS JOIN LATERAL (SELECT ARRAY['agency:' || m.agency_id, 'user:' || m.user_id] AS own) k
     WHERE m.tenant_id = NEW.tenant_id AND m.ended_at IS NULL AND m.role NOT IN ('administrator', 'auditor')
       AND k.own && keys
       AND (EXISTS (SELECT 1 FROM cases_access x
                     WHERE x.tenant_id = NEW.tenant_id AND x.family_id = NEW.family_id
                       AND x.principal_id IN (a.principal_id, r.principal_id) AND NOT x.excluded && k.own)
         OR EXISTS (SELECT 1 FROM cases_family f
                     WHERE f.tenant_id = NEW.tenant_id AND f.id = NEW.family_id AND NOT f.has_episode
                       AND (f.created_by_agency_id = m.agency_id OR f.area_id = m.area_id))))
  THEN
    RAISE insufficient_privilege USING MESSAGE = 'somebody whom another family keeps out reads this one';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER kept_out_of_second_families BEFORE INSERT ON cases_familymember
  FOR EACH ROW EXECUTE FUNCTION cases_kept_out_of_second_families();
