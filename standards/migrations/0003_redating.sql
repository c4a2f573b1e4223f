-- For counting the open clocks of a whole partnership again. Whoever does that (ehm_sweep) reads clocks and no case:
-- these two are all that it may do to episodes. Only rows of the partnership in the context.

-- Episodes before clocks, in the order of their numbers: as whoever records something locks them.
CREATE FUNCTION standards_hold_episodes(episodes bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM cases_episode
    WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND id = ANY (episodes)
    ORDER BY id FOR NO KEY UPDATE;
END $$;

-- The caseload is sorted by the earliest open clock, so that stands on the episode.
CREATE FUNCTION standards_keep_next_due(episodes bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_tenant bigint := nullif(current_setting('ehm.tenant_id', true), '')::bigint;
BEGIN
  UPDATE cases_episode e SET next_due_at = d.due_at
    FROM (SELECT x.id, min(c.due_at) AS due_at FROM unnest(episodes) x (id)
            LEFT JOIN standards_clock c ON c.tenant_id = own_tenant AND c.episode_id = x.id
                  AND c.state IN ('running', 'due_soon', 'overdue', 'varied')
           GROUP BY x.id) d
   WHERE e.tenant_id = own_tenant AND e.id = d.id AND e.next_due_at IS DISTINCT FROM d.due_at;
END $$;
