-- Whom the needs and worries are kept from that a goal answers. A worry is one row of one assessment; a need is looked
-- for in every assessment of the episode, so that a new version never opens what an earlier one keeps.
CREATE FUNCTION plans_kept_from(of_tenant bigint, of_episode bigint, of_needs text[], of_worries text[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT key), '{}') FROM (
    SELECT unnest(excluded) AS key FROM assessments_need
     WHERE tenant_id = of_tenant AND episode_id = of_episode AND item = ANY (of_needs)
    UNION SELECT unnest(excluded) FROM assessments_worry
     WHERE tenant_id = of_tenant AND episode_id = of_episode AND reference = ANY (of_worries)
  ) kept
$$;

CREATE FUNCTION plans_goal_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := plans_kept_from(NEW.tenant_id, NEW.episode_id, NEW.needs, NEW.worries);
  RETURN NEW;
END $$;
CREATE TRIGGER goal_fill BEFORE INSERT OR UPDATE OF needs, worries ON plans_goal
  FOR EACH ROW EXECUTE FUNCTION plans_goal_fill();

-- What hangs on a goal is kept from whom the goal is kept from.
CREATE FUNCTION plans_of_goal_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := coalesce((SELECT g.excluded FROM plans_goal g
                             WHERE g.tenant_id = NEW.tenant_id AND g.id = NEW.goal_id), '{}');
  RETURN NEW;
END $$;
CREATE TRIGGER of_goal_fill BEFORE INSERT OR UPDATE OF goal_id ON plans_promise
  FOR EACH ROW EXECUTE FUNCTION plans_of_goal_fill();
CREATE TRIGGER of_goal_fill BEFORE INSERT ON plans_progress
  FOR EACH ROW EXECUTE FUNCTION plans_of_goal_fill();

CREATE FUNCTION plans_goal_reaches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_promise SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  UPDATE plans_progress SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER goal_reaches AFTER UPDATE ON plans_goal
  FOR EACH ROW WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION plans_goal_reaches();

CREATE FUNCTION plans_move_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := coalesce((SELECT p.excluded FROM plans_promise p
                             WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.promise_id), '{}');
  RETURN NEW;
END $$;
CREATE TRIGGER move_fill BEFORE INSERT ON plans_move FOR EACH ROW EXECUTE FUNCTION plans_move_fill();

CREATE FUNCTION plans_promise_reaches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_move SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND promise_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER promise_reaches AFTER UPDATE ON plans_promise
  FOR EACH ROW WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION plans_promise_reaches();

-- A limit that is made or taken back in the assessment reaches the plan in the same statement.
CREATE FUNCTION plans_follow_assessment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_goal g SET excluded = plans_kept_from(g.tenant_id, g.episode_id, g.needs, g.worries)
   WHERE g.tenant_id = NEW.tenant_id AND g.episode_id = NEW.episode_id
     AND g.excluded IS DISTINCT FROM plans_kept_from(g.tenant_id, g.episode_id, g.needs, g.worries);
  RETURN NULL;
END $$;
CREATE TRIGGER plans_follow AFTER INSERT OR UPDATE OF excluded ON assessments_need
  FOR EACH ROW EXECUTE FUNCTION plans_follow_assessment();
CREATE TRIGGER plans_follow AFTER INSERT OR UPDATE OF excluded ON assessments_worry
  FOR EACH ROW EXECUTE FUNCTION plans_follow_assessment();

-- What has ended is not changed, and a part belongs to the episode of its plan.
CREATE FUNCTION plans_only_while_running() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM plans_plan p WHERE p.tenant_id = NEW.tenant_id AND p.id = NEW.plan_id
                    AND p.episode_id = NEW.episode_id AND p.status <> 'ended') THEN
    RAISE restrict_violation USING MESSAGE = 'the plan has ended';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_while_running BEFORE INSERT OR UPDATE OF what, how, good_progress, needs, worries, removed_at
  ON plans_goal FOR EACH ROW EXECUTE FUNCTION plans_only_while_running();
CREATE TRIGGER only_while_running BEFORE INSERT OR UPDATE OF what, by_when, status, removed_at, goal_id
  ON plans_promise FOR EACH ROW EXECUTE FUNCTION plans_only_while_running();
CREATE TRIGGER only_while_running BEFORE INSERT ON plans_progress
  FOR EACH ROW EXECUTE FUNCTION plans_only_while_running();

-- Minutes are the record: what was held stays held, and what was said stays said.
CREATE FUNCTION plans_minutes_stay() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status = 'held' THEN
    RAISE restrict_violation USING MESSAGE = 'the minutes of a meeting are not changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER minutes_stay BEFORE UPDATE ON plans_meeting FOR EACH ROW EXECUTE FUNCTION plans_minutes_stay();
