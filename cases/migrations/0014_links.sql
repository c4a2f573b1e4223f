-- For whom a link acts: whoever leads the help now, else whoever made it; nobody where neither works there any more.
-- The number alone opens nothing: it comes from a signed address (cases/links.py).
CREATE FUNCTION cases_open_link(of_link bigint) RETURNS TABLE (tenant_id bigint, membership_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.tenant_id, m.id
    FROM cases_link l
    JOIN cases_episode e ON e.tenant_id = l.tenant_id AND e.id = l.episode_id
    JOIN ehm_membership m ON m.tenant_id = l.tenant_id AND m.id IN (e.lead_id, l.made_by_id) AND m.ended_at IS NULL
    JOIN ehm_agency a ON a.tenant_id = m.tenant_id AND a.id = m.agency_id AND a.ended_at IS NULL
   WHERE l.id = of_link AND l.ended_at IS NULL AND l.expires_at > now()
   ORDER BY m.id = e.lead_id DESC
   LIMIT 1
$$;
