-- An address (assessments/address.py) covers itself and what is below it. 'all' is the whole form. One that ends with a row
-- ('#7KD4-Q2MX-81RB') covers also what is about that row, such as the scores of a worry.
CREATE FUNCTION assessments_covers(held text, address text, about text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT held = 'all' OR held = address OR starts_with(address, held || '/') OR starts_with(address, held || '#')
      OR (about <> '' AND right(held, length(about) + 1) = '#' || about)
$$;

-- Whom the limits of an assessment keep from one address.
CREATE FUNCTION assessments_kept_from(of_tenant bigint, of_assessment bigint, of_address text, of_about text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT coalesce('agency:' || l.kept_from_agency_id, 'user:' || m.user_id)), '{}')
    FROM assessments_limit l
    LEFT JOIN ehm_membership m ON m.tenant_id = l.tenant_id AND m.id = l.kept_from_worker_id
   WHERE l.tenant_id = of_tenant AND l.assessment_id = of_assessment AND l.removed_at IS NULL
     AND coalesce(l.kept_from_agency_id, l.kept_from_worker_id) IS NOT NULL
     AND assessments_covers(l.holds_back, of_address, of_about)
$$;

-- A new row, or one that was moved, is kept from whom the limits name, from the very statement that writes it.
CREATE FUNCTION assessments_part_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := assessments_kept_from(NEW.tenant_id, NEW.assessment_id, NEW.address, NEW.about);
  RETURN NEW;
END $$;

-- What was told of a family's life stays kept from whom it was kept from before, and from whom the family excludes.
CREATE FUNCTION assessments_life_event_kept_from(of_tenant bigint, of_assessment bigint, of_episode bigint,
                                                 earlier bigint, of_address text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT key), '{}') FROM (
    SELECT unnest(assessments_kept_from(of_tenant, of_assessment, of_address, '')) AS key
    UNION SELECT unnest(excluded) FROM cases_episode WHERE tenant_id = of_tenant AND id = of_episode
    UNION SELECT unnest(excluded) FROM assessments_lifeevent WHERE tenant_id = of_tenant AND id = earlier
  ) kept
$$;

CREATE FUNCTION assessments_life_event_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := assessments_life_event_kept_from(
    NEW.tenant_id, NEW.assessment_id, NEW.episode_id, NEW.told_before_id, NEW.address);
  RETURN NEW;
END $$;
CREATE TRIGGER life_event_fill BEFORE INSERT ON assessments_lifeevent
  FOR EACH ROW EXECUTE FUNCTION assessments_life_event_fill();

CREATE FUNCTION assessments_life_events_follow_exclusions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE assessments_lifeevent l SET excluded = assessments_life_event_kept_from(
    l.tenant_id, l.assessment_id, l.episode_id, l.told_before_id, l.address)
   WHERE l.tenant_id = NEW.tenant_id AND l.episode_id = NEW.episode_id;
  RETURN NULL;
END $$;
CREATE TRIGGER zz_life_events_follow AFTER INSERT OR UPDATE ON cases_sharingexclusion
  FOR EACH ROW EXECUTE FUNCTION assessments_life_events_follow_exclusions();

-- A limit is not told to whom it is about; and it takes effect, made or taken back, in the same statement.
CREATE FUNCTION assessments_limit_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT array_remove(ARRAY['agency:' || NEW.kept_from_agency_id, 'user:' || m.user_id], NULL) INTO NEW.excluded
    FROM (SELECT 1) one
    LEFT JOIN ehm_membership m ON m.tenant_id = NEW.tenant_id AND m.id = NEW.kept_from_worker_id;
  RETURN NEW;
END $$;
CREATE TRIGGER limit_fill BEFORE INSERT OR UPDATE OF kept_from_agency_id, kept_from_worker_id ON assessments_limit
  FOR EACH ROW EXECUTE FUNCTION assessments_limit_fill();

CREATE FUNCTION assessments_limit_takes_effect() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE of_parts text;
BEGIN
  FOREACH of_parts IN ARRAY ARRAY['answer', 'need', 'worry', 'score', 'householdmember', 'professional', 'seen',
                                  'takingpart', 'directwork'] LOOP
    EXECUTE format('UPDATE assessments_%s p
                       SET excluded = assessments_kept_from(p.tenant_id, p.assessment_id, p.address, p.about)
                     WHERE p.tenant_id = $1 AND p.assessment_id = $2', of_parts)
      USING NEW.tenant_id, NEW.assessment_id;
  END LOOP;
  UPDATE assessments_lifeevent l SET excluded = assessments_life_event_kept_from(
    l.tenant_id, l.assessment_id, l.episode_id, l.told_before_id, l.address)
   WHERE l.tenant_id = NEW.tenant_id AND l.assessment_id = NEW.assessment_id;
  RETURN NULL;
END $$;
CREATE TRIGGER limit_takes_effect AFTER INSERT OR UPDATE ON assessments_limit
  FOR EACH ROW EXECUTE FUNCTION assessments_limit_takes_effect();

-- The addresses of an assessment that the one who acts is kept out of: the form does not ask for them.
CREATE FUNCTION assessments_withheld(of_assessment bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT holds_back), '{}') FROM assessments_limit
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND assessment_id = of_assessment
     AND removed_at IS NULL AND holds_back <> '' AND excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
$$;

-- What was submitted does not change while it waits, and what was authorised never.
CREATE FUNCTION assessments_only_while_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.assessment_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM assessments_assessment a
     WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id AND a.episode_id = NEW.episode_id
       AND a.status IN ('in_progress', 'returned')) THEN
    RAISE restrict_violation USING MESSAGE = 'the assessment is not being written';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION assessments_never_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status IN ('authorised', 'withdrawn')
     AND (NEW.status, NEW.outcome, NEW.submitted_at, NEW.submitted_by_id, NEW.authorised_at, NEW.authorised_by_id,
          NEW.withdrawn_at, NEW.uses_own_tool)
         IS DISTINCT FROM
         (OLD.status, OLD.outcome, OLD.submitted_at, OLD.submitted_by_id, OLD.authorised_at, OLD.authorised_by_id,
          OLD.withdrawn_at, OLD.uses_own_tool) THEN
    RAISE restrict_violation USING MESSAGE = 'an assessment that has ended is never changed';
  END IF;
  IF NEW.status = 'authorised' AND OLD.status <> 'authorised' AND NOT EXISTS (
    SELECT 1 FROM assessments_decision d
     WHERE d.tenant_id = NEW.tenant_id AND d.assessment_id = NEW.id AND d.verdict = 'authorised'
       AND d.decided_by_id = NEW.authorised_by_id) THEN
    RAISE restrict_violation USING MESSAGE = 'nobody has decided to authorise this assessment';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE ON assessments_assessment
  FOR EACH ROW EXECUTE FUNCTION assessments_never_changed();

-- Nobody decides about their own work, in whichever of their places they do so.
CREATE FUNCTION assessments_nobody_decides_their_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1
      FROM assessments_assessment a
      JOIN cases_episode e ON e.tenant_id = a.tenant_id AND e.id = a.episode_id
      JOIN ehm_membership decides ON decides.tenant_id = NEW.tenant_id AND decides.id = NEW.decided_by_id
      JOIN ehm_membership wrote ON wrote.tenant_id = a.tenant_id AND wrote.id IN (a.submitted_by_id, e.lead_id)
     WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id AND wrote.user_id = decides.user_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'nobody decides about their own work';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_decides_their_own BEFORE INSERT ON assessments_decision
  FOR EACH ROW EXECUTE FUNCTION assessments_nobody_decides_their_own();

-- What was written under the wrong child goes to the right one, and what was written there comes back: the only
-- change that an authorised assessment takes, by whoever leads. Swapped by way of a name that nobody has.
CREATE FUNCTION assessments_swap_children(of_assessment bigint, one_child bigint, other_child bigint) RETURNS void
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
END $$;
