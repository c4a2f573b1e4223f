-- What the hub writes is written by whoever acts: nobody lets a colleague have said it. The owner of the tables acts for nobody.
CREATE FUNCTION hubs_in_own_name() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  actor bigint := nullif(current_setting('ehm.membership_id', true), '')::bigint;
  who bigint;
BEGIN
  IF TG_TABLE_NAME = 'hubs_disagreement' THEN
    who := NEW.raised_by_id;
  ELSIF TG_TABLE_NAME = 'hubs_requestquestion' THEN
    who := NEW.asked_by_id;
  ELSE
    who := NEW.recorded_by_id;
  END IF;
  IF actor IS NOT NULL AND who IS DISTINCT FROM actor THEN
    RAISE restrict_violation USING MESSAGE = 'everybody writes in their own name';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER own_name BEFORE INSERT ON hubs_hubmeeting FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_seat FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_present FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_agendaitem FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_itemask FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_itemdecision FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_meetingaction FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_actiondate FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_disagreement FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_disagreementmanager FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_requestquestion FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_systemcheck FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_discussion FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();
CREATE TRIGGER own_name BEFORE INSERT ON hubs_decision FOR EACH ROW EXECUTE FUNCTION hubs_in_own_name();

-- An item is about one family: the early help that it names is that of the request, or of what waits.
CREATE FUNCTION hubs_item_names_one_family() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  its_help bigint;
BEGIN
  IF NEW.request_id IS NOT NULL THEN
    SELECT episode_id INTO its_help FROM hubs_helprequest WHERE tenant_id = NEW.tenant_id AND id = NEW.request_id;
  ELSIF NEW.listing_id IS NOT NULL THEN
    SELECT episode_id INTO its_help FROM plans_listing WHERE tenant_id = NEW.tenant_id AND id = NEW.listing_id;
  ELSE
    SELECT episode_id INTO its_help FROM plans_stuck WHERE tenant_id = NEW.tenant_id AND id = NEW.stuck_id;
  END IF;
  IF NEW.episode_id IS DISTINCT FROM its_help THEN
    RAISE restrict_violation USING MESSAGE = 'an item is about one family';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER names_one_family BEFORE INSERT ON hubs_agendaitem
  FOR EACH ROW EXECUTE FUNCTION hubs_item_names_one_family();
