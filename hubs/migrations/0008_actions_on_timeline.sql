-- What a meeting agreed is done: a line on the timeline of the early help that it was about. Whoever does it may be in
-- no team, and may read neither the item nor the family.
CREATE FUNCTION hubs_action_is_done() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO cases_timelineevent (tenant_id, kind, family_id, episode_id, membership_id, agency_id, occurred_at,
                                   recorded_at, data)
  SELECT NEW.tenant_id, 'hub_action.done', e.family_id, e.id, NEW.done_by_id, m.agency_id, NEW.done_at, NEW.done_at, '{}'
    FROM hubs_agendaitem i
    LEFT JOIN hubs_helprequest q ON q.tenant_id = i.tenant_id AND q.id = i.request_id
    JOIN cases_episode e ON e.tenant_id = i.tenant_id AND e.id = coalesce(i.episode_id, q.episode_id)
    JOIN ehm_membership m ON m.tenant_id = i.tenant_id AND m.id = NEW.done_by_id
   WHERE i.tenant_id = NEW.tenant_id AND i.id = NEW.item_id;
  RETURN NULL;
END $$;
CREATE TRIGGER is_done AFTER UPDATE OF done_at ON hubs_meetingaction
  FOR EACH ROW WHEN (OLD.done_at IS NULL AND NEW.done_at IS NOT NULL) EXECUTE FUNCTION hubs_action_is_done();
