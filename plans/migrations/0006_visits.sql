-- What a visit showed about a goal is kept from whom the goal is kept from, as what a review found is.
CREATE TRIGGER of_goal_fill BEFORE INSERT ON plans_step FOR EACH ROW EXECUTE FUNCTION plans_of_goal_fill();
CREATE TRIGGER only_while_running BEFORE INSERT ON plans_step
  FOR EACH ROW EXECUTE FUNCTION plans_only_while_running();

CREATE OR REPLACE FUNCTION plans_goal_reaches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE plans_promise SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  UPDATE plans_progress SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  UPDATE plans_step SET excluded = NEW.excluded WHERE tenant_id = NEW.tenant_id AND goal_id = NEW.id;
  RETURN NULL;
END $$;
