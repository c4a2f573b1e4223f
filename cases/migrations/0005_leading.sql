-- Handing over the lead: to somebody who works for that agency now, and whom the family does not keep out.
CREATE OR REPLACE FUNCTION cases_transfer(of_episode bigint, to_agency bigint, to_lead bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_tenant bigint := nullif(current_setting('ehm.tenant_id', true), '')::bigint;
  own_agencies bigint[] := nullif(current_setting('ehm.agency_ids', true), '')::bigint[];
  own_areas bigint[] := nullif(current_setting('ehm.area_ids', true), '')::bigint[];
  own_keys text[] := nullif(current_setting('ehm.exclusion_keys', true), '')::text[];
  keys_of_lead text[] := ARRAY['agency:' || to_agency];
BEGIN
  IF to_lead IS NOT NULL THEN
    SELECT keys_of_lead || ('user:' || user_id) INTO keys_of_lead FROM ehm_membership
     WHERE tenant_id = own_tenant AND id = to_lead AND agency_id = to_agency AND ended_at IS NULL;
    IF NOT FOUND THEN
      RAISE insufficient_privilege USING MESSAGE = 'the lead works for the lead agency';
    END IF;
  END IF;
  UPDATE cases_episode SET lead_agency_id = to_agency, lead_id = to_lead
   WHERE tenant_id = own_tenant AND id = of_episode AND status IN ('requested', 'open')
     AND (lead_agency_id = ANY (own_agencies) OR area_id = ANY (own_areas))
     AND NOT excluded && own_keys AND NOT excluded && keys_of_lead;
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'only the lead agency or the hub may hand over the lead';
  END IF;
END $$;

-- Leading an episode opens what is protected. So while one runs, only its own lead or hub may begin another for the
-- same family: else any agency in the team could make itself a lead. Without a context (data loaded by the owner)
-- there is nobody to hold back.
CREATE FUNCTION cases_led_by_another(of_family bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM cases_episode
     WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND family_id = of_family AND status IN ('requested', 'open')
       AND lead_agency_id <> ALL (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])
       AND area_id <> ALL (nullif(current_setting('ehm.area_ids', true), '')::bigint[]))
$$;

CREATE OR REPLACE FUNCTION cases_only_of_a_visible_family() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_family WHERE tenant_id = NEW.tenant_id AND id = NEW.family_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the family is not there';
  END IF;
  IF coalesce(current_setting('ehm.tenant_id', true), '') <> ''
     AND cases_led_by_another(NEW.family_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'another agency leads early help for this family';
  END IF;
  RETURN NEW;
END $$;
