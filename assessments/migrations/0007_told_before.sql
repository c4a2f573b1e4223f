-- What was told of a family's life is kept from whom any telling of it is kept from: by the limits of its assessment, and
-- by the family. Worked out from these alone, so that it is the same in whichever order things happened.
CREATE OR REPLACE FUNCTION assessments_life_event_kept_from(of_tenant bigint, of_assessment bigint, of_episode bigint,
                                                            earlier bigint, of_address text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH RECURSIVE told AS (
    SELECT of_assessment AS assessment_id, of_episode AS episode_id, earlier AS before, of_address AS address
    UNION ALL
    SELECT l.assessment_id, l.episode_id, l.told_before_id, l.address
      FROM told JOIN assessments_lifeevent l ON l.tenant_id = of_tenant AND l.id = told.before
  )
  SELECT coalesce(array_agg(DISTINCT key), '{}') FROM (
    SELECT unnest(assessments_kept_from(of_tenant, assessment_id, address, '')) AS key FROM told
    UNION SELECT unnest(e.excluded) FROM told JOIN cases_episode e ON e.tenant_id = of_tenant AND e.id = told.episode_id
  ) kept
$$;

-- Every event of an episode, or of an assessment, and each later telling of it.
CREATE FUNCTION assessments_life_events_follow(of_tenant bigint, of_episode bigint, of_assessment bigint) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
  WITH RECURSIVE told AS (
    SELECT id FROM assessments_lifeevent WHERE tenant_id = of_tenant AND episode_id = of_episode
    UNION
    SELECT id FROM assessments_lifeevent WHERE tenant_id = of_tenant AND assessment_id = of_assessment
    UNION
    SELECT l.id FROM told JOIN assessments_lifeevent l ON l.tenant_id = of_tenant AND l.told_before_id = told.id
  )
  UPDATE assessments_lifeevent l SET excluded = assessments_life_event_kept_from(
    l.tenant_id, l.assessment_id, l.episode_id, l.told_before_id, l.address)
    FROM told WHERE l.tenant_id = of_tenant AND l.id = told.id
$$;

CREATE OR REPLACE FUNCTION assessments_life_events_follow_exclusions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM assessments_life_events_follow(NEW.tenant_id, NEW.episode_id, NULL);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION assessments_limit_takes_effect() RETURNS trigger
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
  PERFORM assessments_life_events_follow(NEW.tenant_id, NULL, NEW.assessment_id);
  RETURN NULL;
END $$;

-- What a manager says of a question may quote what was answered to it about a line that is kept from somebody, such as
-- how bad a worry is.
CREATE OR REPLACE FUNCTION assessments_kept_from_around(of_tenant bigint, of_assessment bigint, of_address text)
RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT coalesce('agency:' || l.kept_from_agency_id, 'user:' || m.user_id)), '{}')
    FROM assessments_limit l
    LEFT JOIN ehm_membership m ON m.tenant_id = l.tenant_id AND m.id = l.kept_from_worker_id
   WHERE l.tenant_id = of_tenant AND l.assessment_id = of_assessment AND l.removed_at IS NULL AND l.holds_back <> ''
     AND coalesce(l.kept_from_agency_id, l.kept_from_worker_id) IS NOT NULL
     AND (of_address = '' OR starts_with(l.holds_back, of_address || '/') OR starts_with(l.holds_back, of_address || '#')
       OR assessments_covers(l.holds_back, of_address, split_part(split_part(of_address, '#', 1), '/', 3))
       OR EXISTS (
         SELECT 1 FROM (
           SELECT tenant_id, assessment_id, address, about FROM assessments_score
           UNION ALL SELECT tenant_id, assessment_id, address, about FROM assessments_answer
         ) said
          WHERE said.tenant_id = of_tenant AND said.assessment_id = of_assessment
            AND said.about <> '' AND said.about = split_part(l.holds_back, '#', 2)
            AND starts_with(said.address, of_address || '/')))
$$;

UPDATE assessments_lifeevent SET excluded = assessments_life_event_kept_from(
  tenant_id, assessment_id, episode_id, told_before_id, address) WHERE told_before_id IS NOT NULL;
UPDATE assessments_remark SET excluded = assessments_kept_from_around(tenant_id, assessment_id, address);
