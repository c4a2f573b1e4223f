-- What coordinators asked so far, which stood on the step down itself; and the partners that they have still to ask.
INSERT INTO plans_followup (tenant_id, reference, episode_id, agency_id, recorded_by_id, recorded_at, because, asked_on,
                            asked_by_id, with_whom, heard, to_do)
SELECT s.tenant_id, s.reference, s.episode_id, s.agency_id, s.recorded_by_id, s.recorded_at, 'step_down', s.followed_up_on,
       s.followed_up_by_id, CASE WHEN s.followed_up_on IS NULL THEN '' ELSE 'Whoever led' END,
       CASE WHEN s.followed_up_on IS NULL THEN '' ELSE coalesce(nullif(s.follow_up, ''), 'Nothing was written') END, ''
  FROM plans_stepdown s
  JOIN cases_episode e ON e.tenant_id = s.tenant_id AND e.id = s.episode_id
  JOIN ehm_agency a ON a.tenant_id = e.tenant_id AND a.id = e.lead_agency_id
 WHERE s.followed_up_on IS NOT NULL OR a.kind <> 'local_authority';
