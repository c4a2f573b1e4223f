-- What a manager says of a place may quote what stands there, within it or around it: whom any of that is kept from.
CREATE FUNCTION assessments_kept_from_around(of_tenant bigint, of_assessment bigint, of_address text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT coalesce('agency:' || l.kept_from_agency_id, 'user:' || m.user_id)), '{}')
    FROM assessments_limit l
    LEFT JOIN ehm_membership m ON m.tenant_id = l.tenant_id AND m.id = l.kept_from_worker_id
   WHERE l.tenant_id = of_tenant AND l.assessment_id = of_assessment AND l.removed_at IS NULL AND l.holds_back <> ''
     AND coalesce(l.kept_from_agency_id, l.kept_from_worker_id) IS NOT NULL
     AND (of_address = '' OR starts_with(l.holds_back, of_address || '/') OR starts_with(l.holds_back, of_address || '#')
       OR assessments_covers(l.holds_back, of_address, split_part(split_part(of_address, '#', 1), '/', 3)))
$$;

CREATE FUNCTION assessments_remark_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := assessments_kept_from_around(NEW.tenant_id, NEW.assessment_id, NEW.address);
  RETURN NEW;
END $$;
CREATE TRIGGER remark_fill BEFORE INSERT ON assessments_remark
  FOR EACH ROW EXECUTE FUNCTION assessments_remark_fill();

-- A decision speaks of the whole.
CREATE FUNCTION assessments_decision_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := assessments_kept_from_around(NEW.tenant_id, NEW.assessment_id, '');
  RETURN NEW;
END $$;
CREATE TRIGGER decision_fill BEFORE INSERT ON assessments_decision
  FOR EACH ROW EXECUTE FUNCTION assessments_decision_fill();

CREATE FUNCTION assessments_judgements_follow_limits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE assessments_remark r
     SET excluded = assessments_kept_from_around(r.tenant_id, r.assessment_id, r.address)
   WHERE r.tenant_id = NEW.tenant_id AND r.assessment_id = NEW.assessment_id;
  UPDATE assessments_decision d
     SET excluded = assessments_kept_from_around(d.tenant_id, d.assessment_id, '')
   WHERE d.tenant_id = NEW.tenant_id AND d.assessment_id = NEW.assessment_id;
  RETURN NULL;
END $$;
CREATE TRIGGER judgements_follow AFTER INSERT OR UPDATE ON assessments_limit
  FOR EACH ROW EXECUTE FUNCTION assessments_judgements_follow_limits();

UPDATE assessments_remark SET excluded = assessments_kept_from_around(tenant_id, assessment_id, address);
UPDATE assessments_decision SET excluded = assessments_kept_from_around(tenant_id, assessment_id, '');
