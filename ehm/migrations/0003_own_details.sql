-- What everybody may change about their own place: never the role, the agency, the area or the name.
CREATE FUNCTION ehm_change_own_details(new_job_title text, new_work_phone text, wants_digest boolean) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE ehm_membership
     SET job_title = new_job_title, work_phone = new_work_phone, gets_digest = wants_digest
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND id = nullif(current_setting('ehm.membership_id', true), '')::bigint
     AND ended_at IS NULL
$$;
