-- Running → due soon → overdue, and each alert exactly once, in one statement. Driven by next_evaluation_at: its cost
-- follows what changes, not what is open. Two at once share the work: a row that one holds, the other passes over.
WITH due AS (
  SELECT tenant_id, id FROM standards_clock
   WHERE next_evaluation_at <= %(at)s
   ORDER BY next_evaluation_at LIMIT %(batch)s
     FOR UPDATE SKIP LOCKED
), moved AS (
  UPDATE standards_clock c
     SET state = CASE WHEN %(at)s >= c.due_at + interval '1 second' THEN 'overdue'
                      WHEN %(at)s >= c.due_soon_at THEN 'due_soon'
                      WHEN c.is_varied THEN 'varied' ELSE 'running' END,
         is_breached = %(at)s >= c.due_at + interval '1 second',
         next_evaluation_at = CASE WHEN %(at)s >= c.due_at + interval '1 second' THEN NULL
                                   WHEN %(at)s >= c.due_soon_at THEN c.due_at + interval '1 second'
                                   ELSE c.due_soon_at END
    FROM due
   WHERE c.tenant_id = due.tenant_id AND c.id = due.id
  RETURNING c.*
), raised AS (
  INSERT INTO standards_alert (tenant_id, clock_id, episode_id, level, due_at, raised_at)
  SELECT tenant_id, id, episode_id, state, due_at, %(at)s FROM moved WHERE state IN ('due_soon', 'overdue')
  ON CONFLICT (tenant_id, clock_id, level, due_at) DO NOTHING
  RETURNING tenant_id, clock_id, level
), party AS (
  SELECT m.*, r.level, unnest(CASE r.level WHEN 'overdue' THEN m.tell_when_overdue ELSE m.tell_when_due_soon END) AS who
    FROM raised r JOIN moved m ON m.tenant_id = r.tenant_id AND m.id = r.clock_id
), told AS (
  -- the holder, the managers above, or whoever has the role in the area; nobody who has left. Two joins, each by a key:
  -- one join with a condition for every party would compare each clock with everybody in its partnership
  SELECT p.tenant_id, p.id, p.level, p.standard, p.reference, p.due_at, m.id AS membership_id
    FROM party p
    LEFT JOIN ehm_membership h ON h.tenant_id = p.tenant_id AND h.id = p.holder_id
    LEFT JOIN ehm_membership l ON l.tenant_id = h.tenant_id AND l.id = h.line_manager_id
    JOIN ehm_membership m ON m.tenant_id = p.tenant_id AND m.ended_at IS NULL AND m.id = CASE p.who
           WHEN 'manager' THEN h.line_manager_id
           WHEN 'managers_manager' THEN l.line_manager_id
           ELSE p.holder_id END
   WHERE p.who NOT IN ('hub_worker', 'chair', 'coordinator', 'administrator')
  UNION
  SELECT p.tenant_id, p.id, p.level, p.standard, p.reference, p.due_at, m.id
    FROM party p
    JOIN ehm_membership m ON m.tenant_id = p.tenant_id AND m.ended_at IS NULL
     AND m.role = CASE p.who WHEN 'chair' THEN 'hub_chair' ELSE p.who END
     AND (m.area_id = p.area_id OR p.who = 'administrator')
   WHERE p.who IN ('hub_worker', 'chair', 'coordinator', 'administrator')
), notified AS (
  INSERT INTO ehm_notification (tenant_id, membership_id, kind, subject, data, raised_at)
  SELECT tenant_id, membership_id, 'standards.' || level, reference,
         jsonb_build_object('standard', standard, 'due_at', due_at), %(at)s
    FROM told
  RETURNING 1
)
SELECT (SELECT count(*) FROM moved) AS looked_at,
       (SELECT count(*) FROM raised WHERE level = 'due_soon') AS due_soon,
       (SELECT count(*) FROM raised WHERE level = 'overdue') AS overdue,
       (SELECT count(*) FROM notified) AS told
