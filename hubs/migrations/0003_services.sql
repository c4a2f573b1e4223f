-- Which of these references of a list are taken in already: also where another hub has the request. A number that whoever
-- asks has on their list, and nothing else.
CREATE FUNCTION hubs_taken_in(sent_on text, asked text[]) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(list_reference), '{}') FROM hubs_helprequest
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND cardinality(nullif(current_setting('ehm.area_ids', true), '')::bigint[]) > 0
     AND diversion = sent_on AND list_reference = ANY (asked) AND list_reference <> ''
$$;

-- What a decision names is written before it is decided, and stays.
CREATE FUNCTION hubs_told_before_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM hubs_helprequest q WHERE q.tenant_id = NEW.tenant_id AND q.id = NEW.request_id
               AND q.status IN ('decided', 'withdrawn')) AND current_setting('ehm.membership_id', true) <> '' THEN
    RAISE restrict_violation USING MESSAGE = 'what became of the request stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER told_before_decision BEFORE INSERT ON hubs_toldservice
  FOR EACH ROW EXECUTE FUNCTION hubs_told_before_decision();
