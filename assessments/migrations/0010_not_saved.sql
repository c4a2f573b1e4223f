-- Who has typed into an assessment and not saved it, for whoever may submit it: that there are words and in which part,
-- never the words. Somebody who reads nothing of it any more cannot save them either, and is not named.
CREATE FUNCTION assessments_typed_by_others(of_assessment bigint)
RETURNS TABLE (membership_id bigint, form text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.membership_id, d.form, d.subject
    FROM assessments_assessment a
    JOIN cases_episode e ON e.tenant_id = a.tenant_id AND e.id = a.episode_id
    JOIN ehm_draft d ON d.tenant_id = a.tenant_id AND starts_with(d.subject, a.reference || '.')
    JOIN ehm_membership m ON m.tenant_id = d.tenant_id AND m.id = d.membership_id
   WHERE a.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND a.id = of_assessment
     AND NOT e.excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
     AND (e.lead_agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])
          OR e.area_id = ANY (nullif(current_setting('ehm.area_ids', true), '')::bigint[]))
     AND d.form IN ('assessments:section', 'assessments:section_about') AND d.values <> '{}'
     AND d.membership_id <> nullif(current_setting('ehm.membership_id', true), '')::bigint
     AND m.ended_at IS NULL AND NOT e.excluded && ARRAY['agency:' || m.agency_id, 'user:' || m.user_id]
     AND EXISTS (SELECT FROM cases_access x
                   LEFT JOIN ehm_agency g ON g.tenant_id = x.tenant_id AND g.principal_id = x.principal_id
                   LEFT JOIN ehm_area r ON r.tenant_id = x.tenant_id AND r.principal_id = x.principal_id
                  WHERE x.tenant_id = e.tenant_id AND x.episode_id = e.id
                    AND (g.id = m.agency_id OR r.id = m.area_id))
$$;
