-- For whom a link acts: whoever leads the help now, else whoever made it; nobody where neither works there any more, or
-- the family keeps whoever made it, or whoever it would act for, out of the record.
CREATE OR REPLACE FUNCTION cases_open_link(of_link bigint) RETURNS TABLE (tenant_id bigint, membership_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.tenant_id, m.id
    FROM cases_link l
    JOIN cases_episode e ON e.tenant_id = l.tenant_id AND e.id = l.episode_id
    JOIN ehm_membership maker ON maker.tenant_id = l.tenant_id AND maker.id = l.made_by_id
    JOIN ehm_membership m ON m.tenant_id = l.tenant_id AND m.id IN (e.lead_id, l.made_by_id) AND m.ended_at IS NULL
    JOIN ehm_user u ON u.id = m.user_id AND u.is_active
    JOIN ehm_agency a ON a.tenant_id = m.tenant_id AND a.id = m.agency_id AND a.ended_at IS NULL
   WHERE l.id = of_link AND l.ended_at IS NULL AND l.expires_at > now()
     AND m.role NOT IN ('administrator', 'auditor')
     AND NOT e.excluded && ARRAY['agency:' || m.agency_id, 'user:' || m.user_id,
                                 'agency:' || maker.agency_id, 'user:' || maker.user_id]
   ORDER BY m.id = e.lead_id DESC
   LIMIT 1
$$;

-- Whoever knew the address before may have kept it: with another lead agency, or somebody more kept out, links end.
CREATE FUNCTION cases_links_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE cases_link SET ended_at = now() WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.id AND ended_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER links_end AFTER UPDATE OF lead_agency_id, excluded ON cases_episode FOR EACH ROW
  WHEN (OLD.lead_agency_id IS DISTINCT FROM NEW.lead_agency_id OR NOT OLD.excluded @> NEW.excluded)
  EXECUTE FUNCTION cases_links_end();
