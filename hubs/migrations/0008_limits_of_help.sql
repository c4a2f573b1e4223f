-- Whom the family keeps from the early help that comes of a request is kept from the request too, from the statement that joins
-- them on: limits of earlier help hold in the new one already. (Fired after `moves`, by its name, which asks who may do it.)
CREATE FUNCTION hubs_request_takes_limits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  SELECT ARRAY(SELECT unnest(NEW.excluded) UNION SELECT unnest(e.excluded) ORDER BY 1) INTO NEW.excluded
    FROM cases_episode e WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id;
  RETURN NEW;
END $$;
CREATE TRIGGER takes_limits BEFORE INSERT OR UPDATE OF episode_id ON hubs_helprequest FOR EACH ROW
  WHEN (NEW.episode_id IS NOT NULL) EXECUTE FUNCTION hubs_request_takes_limits();
