-- What somebody typed under one child and has not saved goes with what was saved there. Whoever has that page open is told
-- that it was written elsewhere too, and shown both.
CREATE FUNCTION assessments_swap_typed(of_assessment bigint, one_child bigint, other_child bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_tenant bigint := nullif(current_setting('ehm.tenant_id', true), '')::bigint;
  held text := '~~~~-~~~~';
  of_reference text;
  one text;
  other text;
BEGIN
  SELECT a.reference, p.reference, q.reference INTO of_reference, one, other
    FROM assessments_assessment a
    JOIN cases_episode e ON e.tenant_id = a.tenant_id AND e.id = a.episode_id
    JOIN cases_familymember m ON m.tenant_id = e.tenant_id AND m.family_id = e.family_id AND m.person_id = one_child
    JOIN cases_familymember n ON n.tenant_id = e.tenant_id AND n.family_id = e.family_id AND n.person_id = other_child
    JOIN cases_person p ON p.tenant_id = m.tenant_id AND p.id = m.person_id
    JOIN cases_person q ON q.tenant_id = n.tenant_id AND q.id = n.person_id
   WHERE a.tenant_id = own_tenant AND a.id = of_assessment AND one_child <> other_child
     AND NOT e.excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
     AND (e.lead_agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])
          OR e.area_id = ANY (nullif(current_setting('ehm.area_ids', true), '')::bigint[]))
   LIMIT 1;
  IF of_reference IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only who leads puts an assessment right';
  END IF;
  UPDATE ehm_draft d SET subject = '-' || d.subject  -- one draft for each form: swapped by way of a name that none has
   WHERE d.tenant_id = own_tenant AND starts_with(d.subject, of_reference || '.');
  UPDATE ehm_draft d
     SET subject = replace(replace(replace(substr(d.subject, 2), one, held), other, one), held, other),
         values = replace(replace(replace(d.values::text, one, held), other, one), held, other)::jsonb,
         revision = CASE WHEN strpos(d.subject || d.values::text, one) + strpos(d.subject || d.values::text, other) > 0
                         THEN d.revision + 1 ELSE d.revision END,
         "window" = CASE WHEN strpos(d.subject || d.values::text, one) + strpos(d.subject || d.values::text, other) > 0
                         THEN 'server' ELSE d."window" END
   WHERE d.tenant_id = own_tenant AND starts_with(d.subject, '-' || of_reference || '.');
END $$;
