-- With each agreement the whole plan is kept as it stands: also what whoever agrees may not read.
CREATE FUNCTION plans_keep_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO plans_agreedgoal (tenant_id, episode_id, version_id, goal_id, position, what, how, good_progress,
                                is_cause, needs, worries, person_id, excluded)
  SELECT g.tenant_id, g.episode_id, NEW.id, g.id, g.position, g.what, g.how, g.good_progress,
         g.is_cause, g.needs, g.worries, g.person_id, g.excluded
    FROM plans_goal g WHERE g.tenant_id = NEW.tenant_id AND g.plan_id = NEW.plan_id AND g.removed_at IS NULL;
  INSERT INTO plans_agreedpromise (tenant_id, episode_id, version_id, promise_id, goal_id, kind, position, what,
                                   worker_id, person_id, somebody, by_when, measure, consequence, status, excluded)
  SELECT p.tenant_id, p.episode_id, NEW.id, p.id, p.goal_id, p.kind, p.position, p.what,
         p.worker_id, p.person_id, p.somebody, p.by_when, p.measure, p.consequence, p.status, p.excluded
    FROM plans_promise p WHERE p.tenant_id = NEW.tenant_id AND p.plan_id = NEW.plan_id AND p.removed_at IS NULL;
  PERFORM plans_versions_follow(NEW.tenant_id, NEW.episode_id);
  RETURN NULL;
END $$;

-- What a goal answered in any version, or answers now, keeps it from somebody in every version: what two versions say
-- differently would tell of it. A promise goes with the goal that it stood under, and with the one that it stands under.
CREATE FUNCTION plans_versions_follow(of_tenant bigint, of_episode bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE plans_agreedgoal a SET excluded = kept.keys
    FROM (SELECT g.tenant_id, g.id,
                 ARRAY(SELECT DISTINCT key FROM (
                         SELECT unnest(g.excluded)
                         UNION SELECT unnest(plans_kept_from(o.tenant_id, o.episode_id, o.needs, o.worries))
                           FROM plans_agreedgoal o WHERE o.tenant_id = g.tenant_id AND o.goal_id = g.id
                       ) found (key) ORDER BY key) AS keys
            FROM plans_goal g WHERE g.tenant_id = of_tenant AND g.episode_id = of_episode) kept
   WHERE a.tenant_id = of_tenant AND a.episode_id = of_episode AND a.goal_id = kept.id AND a.excluded <> kept.keys;
  UPDATE plans_agreedpromise a SET excluded = kept.keys
    FROM (SELECT o.id,
                 ARRAY(SELECT DISTINCT key FROM (
                         SELECT unnest(p.excluded)
                         UNION SELECT unnest(g.excluded) FROM plans_agreedgoal g
                          WHERE g.tenant_id = o.tenant_id AND g.version_id = o.version_id AND g.goal_id = o.goal_id
                         UNION SELECT unnest(g.excluded) FROM plans_agreedpromise t
                           JOIN plans_agreedgoal g ON g.tenant_id = t.tenant_id AND g.version_id = t.version_id
                            AND g.goal_id = t.goal_id
                          WHERE t.tenant_id = o.tenant_id AND t.promise_id = o.promise_id
                       ) found (key) ORDER BY key) AS keys
            FROM plans_agreedpromise o
            JOIN plans_promise p ON p.tenant_id = o.tenant_id AND p.id = o.promise_id
           WHERE o.tenant_id = of_tenant AND o.episode_id = of_episode) kept
   WHERE a.tenant_id = of_tenant AND a.id = kept.id AND a.excluded <> kept.keys;
$$;

CREATE FUNCTION plans_versions_followed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM plans_versions_follow(NEW.tenant_id, NEW.episode_id);
  RETURN NULL;
END $$;

CREATE TRIGGER keep_version AFTER INSERT ON plans_planversion FOR EACH ROW EXECUTE FUNCTION plans_keep_version();
CREATE TRIGGER versions_follow AFTER UPDATE ON plans_goal
  FOR EACH ROW WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION plans_versions_followed();
CREATE TRIGGER versions_follow AFTER UPDATE ON plans_promise
  FOR EACH ROW WHEN (OLD.excluded IS DISTINCT FROM NEW.excluded) EXECUTE FUNCTION plans_versions_followed();
-- After plans_follow, which has seen to the goals themselves: triggers run by their names.
CREATE TRIGGER plans_follow_versions AFTER INSERT OR UPDATE OF excluded ON assessments_need
  FOR EACH ROW EXECUTE FUNCTION plans_versions_followed();
CREATE TRIGGER plans_follow_versions AFTER INSERT OR UPDATE OF excluded ON assessments_worry
  FOR EACH ROW EXECUTE FUNCTION plans_versions_followed();
