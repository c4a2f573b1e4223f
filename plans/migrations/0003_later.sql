-- A later score is kept from whom the score is kept that it goes on from, in every assessment of the episode.
CREATE FUNCTION plans_score_kept_from(of_tenant bigint, of_episode bigint, of_set text, of_scale text, of_about text)
RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT key), '{}') FROM assessments_score s, unnest(s.excluded) AS key
   WHERE s.tenant_id = of_tenant AND s.episode_id = of_episode
     AND s.scale_set = of_set AND s.scale = of_scale AND s.about = of_about
$$;

CREATE FUNCTION plans_later_score_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := plans_score_kept_from(NEW.tenant_id, NEW.episode_id, NEW.scale_set, NEW.scale, NEW.about);
  RETURN NEW;
END $$;
CREATE TRIGGER later_score_fill BEFORE INSERT ON plans_laterscore
  FOR EACH ROW EXECUTE FUNCTION plans_later_score_fill();

CREATE FUNCTION plans_later_scores_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_laterscore l SET excluded = plans_score_kept_from(l.tenant_id, l.episode_id, l.scale_set, l.scale, l.about)
   WHERE l.tenant_id = NEW.tenant_id AND l.episode_id = NEW.episode_id
     AND l.scale_set = NEW.scale_set AND l.scale = NEW.scale AND l.about = NEW.about;
  RETURN NULL;
END $$;
CREATE TRIGGER later_scores_follow AFTER INSERT OR UPDATE OF excluded ON assessments_score
  FOR EACH ROW EXECUTE FUNCTION plans_later_scores_follow();
