-- A limit tells what is kept from somebody: whoever is kept out of what it names, or out of its own place on the form,
-- reads it as little as whom it names. One that names more than they are kept out of they do read: their copies obey it.
CREATE FUNCTION assessments_limit_kept_from(of_tenant bigint, of_assessment bigint, of_address text, held text,
                                            of_agency bigint, of_worker bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT key), '{}') FROM (
    SELECT 'agency:' || of_agency AS key
    UNION SELECT 'user:' || m.user_id FROM ehm_membership m WHERE m.tenant_id = of_tenant AND m.id = of_worker
    UNION SELECT unnest(assessments_kept_from(of_tenant, of_assessment, of_address, ''))
    UNION SELECT unnest(assessments_kept_from(of_tenant, of_assessment, held, '')) WHERE held <> ''
  ) kept WHERE key IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION assessments_limit_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := assessments_limit_kept_from(NEW.tenant_id, NEW.assessment_id, NEW.address, NEW.holds_back,
                                              NEW.kept_from_agency_id, NEW.kept_from_worker_id);
  RETURN NEW;
END $$;

CREATE FUNCTION assessments_limits_follow_limits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE assessments_limit l
     SET excluded = assessments_limit_kept_from(l.tenant_id, l.assessment_id, l.address, l.holds_back,
                                                l.kept_from_agency_id, l.kept_from_worker_id)
   WHERE l.tenant_id = NEW.tenant_id AND l.assessment_id = NEW.assessment_id;
  RETURN NULL;
END $$;

-- What a limit says follows from these columns; what follows, `excluded`, sets nothing off again.
DROP TRIGGER limit_fill ON assessments_limit;
CREATE TRIGGER limit_fill BEFORE INSERT OR UPDATE OF kept_from_agency_id, kept_from_worker_id, holds_back
  ON assessments_limit FOR EACH ROW EXECUTE FUNCTION assessments_limit_fill();
DROP TRIGGER limit_takes_effect ON assessments_limit;
CREATE TRIGGER limit_takes_effect
  AFTER INSERT OR UPDATE OF kept_from_agency_id, kept_from_worker_id, holds_back, removed_at
  ON assessments_limit FOR EACH ROW EXECUTE FUNCTION assessments_limit_takes_effect();
DROP TRIGGER judgements_follow ON assessments_limit;
CREATE TRIGGER judgements_follow
  AFTER INSERT OR UPDATE OF kept_from_agency_id, kept_from_worker_id, holds_back, removed_at
  ON assessments_limit FOR EACH ROW EXECUTE FUNCTION assessments_judgements_follow_limits();
CREATE TRIGGER limits_follow
  AFTER INSERT OR UPDATE OF kept_from_agency_id, kept_from_worker_id, holds_back, removed_at
  ON assessments_limit FOR EACH ROW EXECUTE FUNCTION assessments_limits_follow_limits();

-- By whom a limit names, not by who else may not read it.
CREATE OR REPLACE FUNCTION assessments_withheld(of_assessment bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT l.holds_back), '{}')
    FROM assessments_limit l
    LEFT JOIN ehm_membership m ON m.tenant_id = l.tenant_id AND m.id = l.kept_from_worker_id
   WHERE l.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND l.assessment_id = of_assessment
     AND l.removed_at IS NULL AND l.holds_back <> ''
     AND coalesce('agency:' || l.kept_from_agency_id, 'user:' || m.user_id)
         = ANY (nullif(current_setting('ehm.exclusion_keys', true), '')::text[])
$$;

DROP TRIGGER remark_fill ON assessments_remark;
CREATE TRIGGER remark_fill BEFORE INSERT OR UPDATE OF address ON assessments_remark
  FOR EACH ROW EXECUTE FUNCTION assessments_remark_fill();

-- What a manager quoted of a child goes with the child's words, and stays kept from whom those are kept from.
CREATE OR REPLACE FUNCTION assessments_swap_children(of_assessment bigint, one_child bigint, other_child bigint)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_tenant bigint := nullif(current_setting('ehm.tenant_id', true), '')::bigint;
  own_agencies bigint[] := nullif(current_setting('ehm.agency_ids', true), '')::bigint[];
  own_areas bigint[] := nullif(current_setting('ehm.area_ids', true), '')::bigint[];
  own_keys text[] := nullif(current_setting('ehm.exclusion_keys', true), '')::text[];
  one_reference text;
  other_reference text;
  of_parts text;
BEGIN
  SELECT p.reference, q.reference INTO one_reference, other_reference
    FROM assessments_assessment a
    JOIN cases_episode e ON e.tenant_id = a.tenant_id AND e.id = a.episode_id
    JOIN cases_familymember m ON m.tenant_id = e.tenant_id AND m.family_id = e.family_id AND m.person_id = one_child
    JOIN cases_familymember n ON n.tenant_id = e.tenant_id AND n.family_id = e.family_id AND n.person_id = other_child
    JOIN cases_person p ON p.tenant_id = m.tenant_id AND p.id = m.person_id
    JOIN cases_person q ON q.tenant_id = n.tenant_id AND q.id = n.person_id
   WHERE a.tenant_id = own_tenant AND a.id = of_assessment AND NOT e.excluded && own_keys
     AND (e.lead_agency_id = ANY (own_agencies) OR e.area_id = ANY (own_areas)) AND one_child <> other_child
   LIMIT 1;
  IF one_reference IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only who leads puts an assessment right';
  END IF;
  FOREACH of_parts IN ARRAY ARRAY['answer', 'score', 'seen', 'directwork'] LOOP
    EXECUTE format('UPDATE assessments_%s SET about = ''-'' WHERE tenant_id = $1 AND assessment_id = $2 AND about = $3',
                   of_parts) USING own_tenant, of_assessment, one_reference;
    EXECUTE format('UPDATE assessments_%s SET about = $4, person_id = $5, address = replace(address, $3, $4)
                     WHERE tenant_id = $1 AND assessment_id = $2 AND about = $3', of_parts)
      USING own_tenant, of_assessment, other_reference, one_reference, one_child;
    EXECUTE format('UPDATE assessments_%s SET about = $4, person_id = $5, address = replace(address, $3, $4)
                     WHERE tenant_id = $1 AND assessment_id = $2 AND about = ''-''', of_parts)
      USING own_tenant, of_assessment, one_reference, other_reference, other_child;
  END LOOP;
  UPDATE assessments_remark r
     SET address = CASE WHEN strpos(r.address, one_reference) > 0 THEN replace(r.address, one_reference, other_reference)
                        ELSE replace(r.address, other_reference, one_reference) END
   WHERE r.tenant_id = own_tenant AND r.assessment_id = of_assessment
     AND (strpos(r.address, one_reference) > 0 OR strpos(r.address, other_reference) > 0);
END $$;

UPDATE assessments_limit l
   SET excluded = assessments_limit_kept_from(l.tenant_id, l.assessment_id, l.address, l.holds_back,
                                              l.kept_from_agency_id, l.kept_from_worker_id);
