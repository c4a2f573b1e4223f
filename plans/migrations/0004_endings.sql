-- What became of a need is kept from whom the need is kept, in every assessment of the episode.
CREATE FUNCTION plans_closed_need_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := plans_kept_from(NEW.tenant_id, NEW.episode_id, ARRAY[NEW.item], '{}');
  RETURN NEW;
END $$;
CREATE TRIGGER closed_need_fill BEFORE INSERT ON plans_closedneed
  FOR EACH ROW EXECUTE FUNCTION plans_closed_need_fill();

CREATE FUNCTION plans_closed_needs_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_closedneed SET excluded = plans_kept_from(tenant_id, episode_id, ARRAY[item], '{}')
   WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.episode_id AND item = NEW.item;
  RETURN NULL;
END $$;
CREATE TRIGGER closed_needs_follow AFTER INSERT OR UPDATE OF excluded ON assessments_need
  FOR EACH ROW EXECUTE FUNCTION plans_closed_needs_follow();

-- What was said at a review or on a visit stays said; how it ended stays as it was once help has ended.
CREATE FUNCTION plans_scores_stay() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.at <> 'closing' AND (NEW.value, NEW.given_on, NEW.reason) IS DISTINCT FROM (OLD.value, OLD.given_on, OLD.reason) THEN
    RAISE restrict_violation USING MESSAGE = 'a score stays as it was given';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER scores_stay BEFORE UPDATE ON plans_laterscore FOR EACH ROW EXECUTE FUNCTION plans_scores_stay();

CREATE FUNCTION plans_only_before_the_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM cases_episode e WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id
                AND e.status IN ('closed', 'not_taken_up')) THEN
    RAISE restrict_violation USING MESSAGE = 'help has ended';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_before_the_end BEFORE INSERT OR UPDATE ON plans_closing
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
CREATE TRIGGER only_before_the_end BEFORE INSERT OR UPDATE OF outcome ON plans_closedneed
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
CREATE TRIGGER only_before_the_end BEFORE INSERT OR UPDATE OF value ON plans_laterscore
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
