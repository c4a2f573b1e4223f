CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Lead and area of an episode, as rows of cases_access; closing it is seen there too.
CREATE FUNCTION cases_lead_to_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE now_open boolean := NEW.status IN ('requested', 'open');
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM cases_access
     WHERE tenant_id = OLD.tenant_id AND episode_id = OLD.id AND source IN ('lead', 'area');
    UPDATE cases_access SET is_open = now_open
     WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.id AND is_open <> now_open;
  END IF;
  INSERT INTO cases_access (tenant_id, episode_id, principal_id, source, family_id, is_open, excluded)
  SELECT NEW.tenant_id, NEW.id, principal_id, 'lead', NEW.family_id, now_open, NEW.excluded
    FROM ehm_agency WHERE tenant_id = NEW.tenant_id AND id = NEW.lead_agency_id
  UNION ALL
  SELECT NEW.tenant_id, NEW.id, principal_id, 'area', NEW.family_id, now_open, NEW.excluded
    FROM ehm_area WHERE tenant_id = NEW.tenant_id AND id = NEW.area_id;
  IF TG_OP = 'INSERT' THEN
    UPDATE cases_family SET has_episode = true
     WHERE tenant_id = NEW.tenant_id AND id = NEW.family_id AND NOT has_episode;
    UPDATE cases_person SET has_episode = true FROM cases_familymember m
     WHERE m.tenant_id = NEW.tenant_id AND m.family_id = NEW.family_id
       AND cases_person.tenant_id = m.tenant_id AND cases_person.id = m.person_id AND NOT cases_person.has_episode;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_to_access AFTER INSERT OR UPDATE OF lead_agency_id, area_id, family_id, status ON cases_episode
  FOR EACH ROW EXECUTE FUNCTION cases_lead_to_access();

-- Opening an episode opens the family to the lead: only of a family that the writer may see already.
CREATE FUNCTION cases_only_of_a_visible_family() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_family WHERE tenant_id = NEW.tenant_id AND id = NEW.family_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the family is not there';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_of_a_visible_family BEFORE INSERT ON cases_episode
  FOR EACH ROW EXECUTE FUNCTION cases_only_of_a_visible_family();

-- Putting somebody into a family opens their record to whoever sees the family: only somebody the writer may see.
CREATE FUNCTION cases_only_visible_people() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_person WHERE tenant_id = NEW.tenant_id AND id = NEW.person_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'the person is not there';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_visible_people BEFORE INSERT ON cases_familymember
  FOR EACH ROW EXECUTE FUNCTION cases_only_visible_people();

-- Whom the family of this person keeps out, through any of its episodes.
CREATE FUNCTION cases_excluded_from_person(of_tenant bigint, of_person bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT key), '{}')
    FROM cases_familymember m
    JOIN cases_episode e ON e.tenant_id = m.tenant_id AND e.family_id = m.family_id
   CROSS JOIN LATERAL unnest(e.excluded) key
   WHERE m.tenant_id = of_tenant AND m.person_id = of_person
$$;

CREATE FUNCTION cases_member_joins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE cases_person SET has_episode = true FROM cases_family f
   WHERE f.tenant_id = NEW.tenant_id AND f.id = NEW.family_id AND f.has_episode
     AND cases_person.tenant_id = NEW.tenant_id AND cases_person.id = NEW.person_id AND NOT cases_person.has_episode;
  UPDATE cases_keyagencynote SET excluded = cases_excluded_from_person(NEW.tenant_id, NEW.person_id)
   WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id;
  RETURN NULL;
END $$;
CREATE TRIGGER member_joins AFTER INSERT ON cases_familymember
  FOR EACH ROW EXECUTE FUNCTION cases_member_joins();

CREATE FUNCTION cases_note_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  NEW.excluded := cases_excluded_from_person(NEW.tenant_id, NEW.person_id);
  RETURN NEW;
END $$;
CREATE TRIGGER note_fill BEFORE INSERT ON cases_keyagencynote FOR EACH ROW EXECUTE FUNCTION cases_note_fill();

-- guardian knows nothing of partnerships: the grant takes its episode's.
CREATE FUNCTION cases_grant_fill() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.tenant_id IS NULL THEN
    NEW.tenant_id := coalesce(
      nullif(current_setting('ehm.tenant_id', true), '')::bigint,
      (SELECT tenant_id FROM cases_episode WHERE id = NEW.content_object_id));
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER grant_fill BEFORE INSERT ON cases_episodegrant
  FOR EACH ROW EXECUTE FUNCTION cases_grant_fill();

CREATE FUNCTION cases_grant_to_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE of_agency bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM cases_access a
     WHERE a.tenant_id = OLD.tenant_id AND a.episode_id = OLD.content_object_id
       AND a.principal_id = OLD.group_id AND a.source = 'grant'
       AND NOT EXISTS (SELECT 1 FROM cases_episodegrant g WHERE g.tenant_id = OLD.tenant_id
                        AND g.content_object_id = OLD.content_object_id AND g.group_id = OLD.group_id);
    RETURN NULL;
  END IF;
  SELECT id INTO of_agency FROM ehm_agency WHERE tenant_id = NEW.tenant_id AND principal_id = NEW.group_id;
  IF of_agency IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'the group is not an agency of this partnership';
  END IF;
  INSERT INTO cases_access (tenant_id, episode_id, principal_id, source, family_id, is_open, excluded)
  SELECT NEW.tenant_id, id, NEW.group_id, 'grant', family_id, status IN ('requested', 'open'), excluded
    FROM cases_episode
   WHERE tenant_id = NEW.tenant_id AND id = NEW.content_object_id AND NOT ('agency:' || of_agency) = ANY (excluded)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'the family does not want this agency to see the episode';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER grant_to_access AFTER INSERT OR DELETE ON cases_episodegrant
  FOR EACH ROW EXECUTE FUNCTION cases_grant_to_access();

-- An exclusion, made or lifted, is copied to every row that a policy looks at, in the same statement.
CREATE FUNCTION cases_exclusion_takes_effect() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE keys text[];
BEGIN
  SELECT coalesce(array_agg(DISTINCT coalesce('agency:' || x.agency_id, 'user:' || m.user_id)), '{}') INTO keys
    FROM cases_sharingexclusion x
    LEFT JOIN ehm_membership m ON m.tenant_id = x.tenant_id AND m.id = x.worker_id
   WHERE x.tenant_id = NEW.tenant_id AND x.episode_id = NEW.episode_id AND x.lifted_at IS NULL;
  UPDATE cases_episode SET excluded = keys WHERE tenant_id = NEW.tenant_id AND id = NEW.episode_id;
  UPDATE cases_access SET excluded = keys WHERE tenant_id = NEW.tenant_id AND episode_id = NEW.episode_id;
  UPDATE cases_keyagencynote n SET excluded = cases_excluded_from_person(n.tenant_id, n.person_id)
    FROM cases_familymember m JOIN cases_episode e ON e.tenant_id = m.tenant_id AND e.family_id = m.family_id
   WHERE e.tenant_id = NEW.tenant_id AND e.id = NEW.episode_id
     AND n.tenant_id = m.tenant_id AND n.person_id = m.person_id;
  RETURN NULL;
END $$;
CREATE TRIGGER exclusion_takes_effect AFTER INSERT OR UPDATE ON cases_sharingexclusion
  FOR EACH ROW EXECUTE FUNCTION cases_exclusion_takes_effect();

-- For auditors, who read the whole partnership but not what a family keeps from them by name.
CREATE FUNCTION cases_hidden_episodes() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM cases_episode
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
$$;
CREATE FUNCTION cases_hidden_families() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT family_id), '{}') FROM cases_episode
   WHERE tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
$$;

-- The only way to hand over the lead: the lead agency, or the hub of the area.
CREATE FUNCTION cases_transfer(of_episode bigint, to_agency bigint, to_lead bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  own_tenant bigint := nullif(current_setting('ehm.tenant_id', true), '')::bigint;
  own_agencies bigint[] := nullif(current_setting('ehm.agency_ids', true), '')::bigint[];
  own_areas bigint[] := nullif(current_setting('ehm.area_ids', true), '')::bigint[];
  own_keys text[] := nullif(current_setting('ehm.exclusion_keys', true), '')::text[];
BEGIN
  UPDATE cases_episode SET lead_agency_id = to_agency, lead_id = to_lead
   WHERE tenant_id = own_tenant AND id = of_episode
     AND (lead_agency_id = ANY (own_agencies) OR area_id = ANY (own_areas))
     AND NOT excluded && own_keys AND NOT ('agency:' || to_agency) = ANY (excluded);
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'only the lead agency or the hub may hand over the lead';
  END IF;
END $$;

-- The child index.
CREATE FUNCTION cases_name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT regexp_replace(lower(name), '[^[:alpha:]]', '', 'g') $$;

CREATE FUNCTION cases_person_to_index() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.kind = 'adult' THEN
    DELETE FROM cases_childindex WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
  ELSE
    INSERT INTO cases_childindex
      (tenant_id, person_id, given_key, family_key, known_as_key, date_of_birth, nhs_number)
    VALUES (NEW.tenant_id, NEW.id, cases_name_key(NEW.given_name), cases_name_key(NEW.family_name),
            cases_name_key(NEW.known_as), coalesce(NEW.date_of_birth, NEW.expected_on), NEW.nhs_number)
    ON CONFLICT (tenant_id, person_id) DO UPDATE
      SET given_key = EXCLUDED.given_key, family_key = EXCLUDED.family_key, known_as_key = EXCLUDED.known_as_key,
          date_of_birth = EXCLUDED.date_of_birth, nhs_number = EXCLUDED.nhs_number;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER person_to_index AFTER INSERT OR UPDATE OF kind, given_name, family_name, known_as, date_of_birth,
  expected_on, nhs_number ON cases_person FOR EACH ROW EXECUTE FUNCTION cases_person_to_index();

CREATE INDEX childindex_names ON cases_childindex USING gin
  ((given_key || ' ' || family_key || ' ' || known_as_key) gin_trgm_ops);

-- Whom to ring about a child: the lead of the open episode, or else whoever wrote the child down. No detail. Where a
-- child's whereabouts are protected, the partnership's own number: a school's or refuge's name would tell the town.
CREATE FUNCTION cases_whom_to_ask(of_tenant bigint, of_person bigint)
RETURNS TABLE (agency_name text, agency_phone text, worker_name text, worker_phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT agency_name, agency_phone, worker_name, worker_phone FROM (
    SELECT 1 AS place, p.safeguarding_name AS agency_name, p.safeguarding_phone AS agency_phone,
           NULL AS worker_name, NULL AS worker_phone
      FROM ehm_partnership p
     WHERE p.id = of_tenant AND EXISTS (
       SELECT 1 FROM cases_address a
        WHERE a.tenant_id = of_tenant AND a.person_id = of_person AND a.is_protected AND a.ended_on IS NULL)
    UNION ALL
    (SELECT 2, a.name, a.phone, l.display_name, l.work_phone
       FROM cases_familymember m
       JOIN cases_episode e
         ON e.tenant_id = m.tenant_id AND e.family_id = m.family_id AND e.status IN ('requested', 'open')
       JOIN ehm_agency a ON a.tenant_id = e.tenant_id AND a.id = e.lead_agency_id
       LEFT JOIN ehm_membership l ON l.tenant_id = e.tenant_id AND l.id = e.lead_id
      WHERE m.tenant_id = of_tenant AND m.person_id = of_person AND m.left_on IS NULL
      ORDER BY e.opened_at DESC NULLS LAST LIMIT 1)
    UNION ALL
    SELECT 3, a.name, a.phone, NULL, NULL
      FROM cases_person p JOIN ehm_agency a ON a.tenant_id = p.tenant_id AND a.id = p.created_by_agency_id
     WHERE p.tenant_id = of_tenant AND p.id = of_person
  ) known ORDER BY place LIMIT 1
$$;

-- Is this child known? Twenty likely children of one's own partnership, best first, and whom to ask. An agency that
-- a family keeps out is told nothing. Names in either order, misspelt or in part; the day and month swapped.
CREATE FUNCTION cases_find_known(given text, family text, born date, nhs text)
RETURNS TABLE (person_id bigint, reference text, given_name text, family_name text, date_of_birth date,
               likeness real, agency_name text, agency_phone text, worker_name text, worker_phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET pg_trgm.similarity_threshold = '0.3' AS $$
  WITH asked AS (
    SELECT cases_name_key(given) AS g, cases_name_key(family) AS f,
           nullif(current_setting('ehm.tenant_id', true), '')::bigint AS tenant,
           nullif(current_setting('ehm.exclusion_keys', true), '')::text[] AS keys,
           CASE WHEN extract(day FROM born) <= 12
                THEN make_date(extract(year FROM born)::int, extract(day FROM born)::int, extract(month FROM born)::int)
           END AS swapped
  ), likely AS (
    SELECT i.person_id, i.tenant_id,
           CASE WHEN nhs <> '' AND i.nhs_number = nhs THEN 1
                ELSE greatest((similarity(i.given_key, g) + similarity(i.family_key, f)) / 2,
                              (similarity(i.known_as_key, g) + similarity(i.family_key, f)) / 2,
                              (similarity(i.given_key, f) + similarity(i.family_key, g)) / 2,
                              CASE WHEN g = '' OR f = '' THEN
                                greatest(similarity(i.given_key, g || f), similarity(i.family_key, g || f),
                                         similarity(i.known_as_key, g || f)) END)
           END
           + CASE WHEN born = i.date_of_birth OR swapped = i.date_of_birth THEN 0.3 ELSE 0 END AS likeness
      FROM cases_childindex i, asked
     WHERE i.tenant_id = asked.tenant
       AND ((nhs <> '' AND i.nhs_number = nhs)
         OR (born IS NOT NULL AND (i.date_of_birth BETWEEN born - 31 AND born + 31 OR i.date_of_birth = swapped))
         OR (g || f <> '' AND (i.given_key || ' ' || i.family_key || ' ' || i.known_as_key) % (g || ' ' || f)))
  )
  SELECT p.id, p.reference, p.given_name, p.family_name, p.date_of_birth, l.likeness::real, w.*
    FROM likely l
    JOIN asked ON true
    JOIN cases_person p ON p.tenant_id = l.tenant_id AND p.id = l.person_id
   CROSS JOIN LATERAL cases_whom_to_ask(p.tenant_id, p.id) w
   WHERE l.likeness >= 0.35 AND NOT cases_excluded_from_person(p.tenant_id, p.id) && asked.keys
   ORDER BY l.likeness DESC, p.id
   LIMIT 20
$$;

-- One child of the index by reference, for writing a key agency note about a child whose record one may not open.
CREATE FUNCTION cases_known_child(of_reference text)
RETURNS TABLE (person_id bigint, reference text, given_name text, family_name text, date_of_birth date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.id, p.reference, p.given_name, p.family_name, p.date_of_birth FROM cases_person p
   WHERE p.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint
     AND p.reference = of_reference AND p.kind IN ('child', 'unborn')
     AND NOT cases_excluded_from_person(p.tenant_id, p.id) && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
$$;
