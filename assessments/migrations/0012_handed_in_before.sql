-- Nobody decides about their own work, in whichever of their places they do so: not what they handed in last, nor what they
-- handed in before and a colleague has handed in again since.
CREATE OR REPLACE FUNCTION assessments_nobody_decides_their_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT 1
      FROM assessments_assessment a
      JOIN cases_episode e ON e.tenant_id = a.tenant_id AND e.id = a.episode_id
      JOIN ehm_membership decides ON decides.tenant_id = NEW.tenant_id AND decides.id = NEW.decided_by_id
      JOIN ehm_membership wrote ON wrote.tenant_id = a.tenant_id AND wrote.user_id = decides.user_id
     WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.assessment_id
       AND (wrote.id IN (a.submitted_by_id, e.lead_id)
         OR EXISTS (SELECT 1 FROM cases_timelineevent t
                     WHERE t.tenant_id = a.tenant_id AND t.episode_id = a.episode_id AND t.membership_id = wrote.id
                       AND t.kind = 'assessment.submitted' AND t.data ->> 'assessment' = a.reference))) THEN
    RAISE insufficient_privilege USING MESSAGE = 'nobody decides about their own work';
  END IF;
  RETURN NEW;
END $$;
