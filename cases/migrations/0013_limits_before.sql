-- Whom the family kept out of its latest earlier help, for whoever runs this episode now and may never have seen that
-- one. Reasons stay where they were written. Not its own lead: help that its lead cannot read helps nobody.
CREATE FUNCTION cases_limits_before(of_episode bigint) RETURNS TABLE (agency_id bigint, worker_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT x.agency_id, x.worker_id
    FROM cases_episode now_on
    JOIN cases_sharingexclusion x ON x.tenant_id = now_on.tenant_id AND x.lifted_at IS NULL AND x.episode_id = (
         SELECT max(e.id) FROM cases_episode e
          WHERE e.tenant_id = now_on.tenant_id AND e.family_id = now_on.family_id AND e.id < now_on.id)
   WHERE now_on.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND now_on.id = of_episode
     AND (now_on.lead_agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])
       OR now_on.area_id = ANY (nullif(current_setting('ehm.area_ids', true), '')::bigint[]))
     AND x.agency_id IS DISTINCT FROM now_on.lead_agency_id
     AND (x.worker_id IS NULL OR x.worker_id IS DISTINCT FROM now_on.lead_id)
$$;
