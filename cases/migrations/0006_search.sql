CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Names as they are compared: small letters of any script without accents, O'Brien as one word, Smith-Jones as two.
CREATE FUNCTION cases_name_words(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(regexp_replace(
           translate(normalize(lower(name COLLATE pg_c_utf8), NFKD), 'øłđßæœ', 'oldsao'),
           '[\u0300-\u036f''’.]', '', 'g'), '[^[:alpha:]]+', ' ', 'g'))
$$;

-- What a misspelt or half-known name keeps, so that an index can find it: how it sounds (Aisha is Ayesha, Reed is
-- Reid), which letters it has (Asiha), how it begins and how it ends. The sound of a single consonant fits too many
-- names. Hashed with the partnership as the seed: one partnership's names are then found without reading those of all
-- the others. `what`: 'kept' for the index, 'asked' to look something up there, 'alike' leaves out beginning and end.
CREATE FUNCTION cases_name_codes(of_tenant bigint, words text, what text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT hashtextextended(code, of_tenant)), '{}')
    FROM unnest(string_to_array(words, ' ')) word
   CROSS JOIN LATERAL (
     SELECT sound FROM unnest(daitch_mokotoff(word)) sound WHERE length(rtrim(sound, '0')) >= 2
     UNION ALL
     SELECT string_agg(letter, '' ORDER BY letter) FROM string_to_table(word, NULL) letter WHERE length(word) > 2
     UNION ALL
     SELECT left(word, 2) || '-' WHERE what = 'kept' OR (what = 'asked' AND length(word) = 2)
     UNION ALL
     SELECT part FROM unnest(ARRAY[left(word, 3) || '-', '-' || right(word, 3)]) part
      WHERE what <> 'alike' AND length(word) > 2
   ) codes (code)
   WHERE code IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION cases_person_to_index() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own_names text := cases_name_words(concat_ws(' ', NEW.given_name, NEW.family_name, NEW.known_as));
BEGIN
  INSERT INTO cases_personindex (tenant_id, person_id, is_child, names, codes, date_of_birth, nhs_number)
  VALUES (NEW.tenant_id, NEW.id, NEW.kind <> 'adult', own_names, cases_name_codes(NEW.tenant_id, own_names, 'kept'),
          coalesce(NEW.date_of_birth, NEW.expected_on), NEW.nhs_number)
  ON CONFLICT (tenant_id, person_id) DO UPDATE
    SET is_child = EXCLUDED.is_child, names = EXCLUDED.names, codes = EXCLUDED.codes,
        date_of_birth = EXCLUDED.date_of_birth, nhs_number = EXCLUDED.nhs_number;
  RETURN NULL;
END $$;

INSERT INTO cases_personindex (tenant_id, person_id, is_child, names, codes, date_of_birth, nhs_number)
SELECT tenant_id, id, kind <> 'adult', words, cases_name_codes(tenant_id, words, 'kept'), coalesce(date_of_birth, expected_on), nhs_number
  FROM cases_person CROSS JOIN LATERAL cases_name_words(concat_ws(' ', given_name, family_name, known_as)) words;

-- Whoever is like what was asked, in one partnership. Each word is compared with the name that fits it best, so the
-- order does not matter, and the start of a name is enough; the first and the last word must both fit somehow. With a
-- date of birth less of the name has to fit; day and month may be swapped. For the two functions below only.
CREATE FUNCTION cases_likely(of_tenant bigint, asked text, born date, nhs text)
RETURNS TABLE (person_id bigint, is_child boolean, likeness real)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  words text[] := array_remove(string_to_array(cases_name_words(asked), ' '), '');
  first_word bigint[] := cases_name_codes(of_tenant, words[1], 'asked');
  last_word bigint[] := cases_name_codes(of_tenant, words[cardinality(words)], 'asked');
  swapped date := CASE WHEN extract(day FROM born) <= 12
    THEN make_date(extract(year FROM born)::int, extract(day FROM born)::int, extract(month FROM born)::int) END;
BEGIN
  RETURN QUERY
  WITH word AS MATERIALIZED (
    SELECT letters, cases_name_codes(of_tenant, letters, 'alike') AS codes FROM unnest(words) letters
  ), found AS (
    SELECT i.id, false AS same_number FROM cases_personindex i
     WHERE i.codes && first_word AND i.codes && last_word AND i.tenant_id = of_tenant
    UNION
    SELECT i.id, false FROM cases_personindex i
     WHERE i.tenant_id = of_tenant AND i.date_of_birth BETWEEN born - 31 AND born + 31
    UNION
    SELECT i.id, false FROM cases_personindex i WHERE i.tenant_id = of_tenant AND i.date_of_birth = swapped
    UNION
    SELECT i.id, true FROM cases_personindex i
     WHERE i.tenant_id = of_tenant AND i.nhs_number = nhs AND i.nhs_number <> ''
  ), compared AS (
    SELECT i.person_id, i.is_child, f.same_number,
           (SELECT avg(greatest(word_similarity(word.letters, i.names),
                                CASE WHEN i.codes && word.codes THEN 0.6 END)) FROM word) AS by_name,
           CASE WHEN i.date_of_birth = born THEN 0.3 WHEN i.date_of_birth = swapped THEN 0.25
                WHEN i.date_of_birth BETWEEN born - 31 AND born + 31 THEN 0.1
                WHEN to_char(i.date_of_birth, 'MMDD') = to_char(born, 'MMDD') THEN 0
                WHEN i.date_of_birth <> born THEN -0.3 ELSE 0 END AS by_date
      FROM (SELECT found.id, bool_or(found.same_number) AS same_number FROM found GROUP BY found.id) f
      JOIN cases_personindex i ON i.tenant_id = of_tenant AND i.id = f.id
  )
  SELECT c.person_id, c.is_child, (CASE WHEN c.same_number THEN 2 ELSE coalesce(c.by_name, 0.6) + c.by_date END)::real
    FROM compared c
   WHERE c.same_number OR c.by_name + c.by_date >= 0.59 OR (c.by_name IS NULL AND c.by_date >= 0.25);
END $$;

-- May the person who asks open this record? The words of the policies on person, member and family. No setting of its
-- own, so that the planner sees through it.
CREATE FUNCTION cases_may_open(of_tenant bigint, of_person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN current_setting('role') = 'ehm_tenant' THEN
    EXISTS (SELECT 1 FROM cases_familymember m
             WHERE m.tenant_id = of_tenant AND m.person_id = of_person
               AND NOT EXISTS (SELECT 1 FROM cases_episode e
                                WHERE e.tenant_id = of_tenant AND e.family_id = m.family_id
                                  AND e.excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]))
  ELSE
    EXISTS (SELECT 1 FROM cases_familymember m
              JOIN cases_access x ON x.tenant_id = m.tenant_id AND x.family_id = m.family_id
             WHERE m.tenant_id = of_tenant AND m.person_id = of_person
               AND x.principal_id = ANY (nullif(current_setting('ehm.principal_ids', true), '')::bigint[])
               AND NOT x.excluded && nullif(current_setting('ehm.exclusion_keys', true), '')::text[])
    OR EXISTS (SELECT 1 FROM cases_familymember m
                 JOIN cases_family f ON f.tenant_id = m.tenant_id AND f.id = m.family_id
                WHERE m.tenant_id = of_tenant AND m.person_id = of_person AND NOT f.has_episode
                  AND (f.created_by_agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])
                    OR f.area_id = ANY (nullif(current_setting('ehm.area_ids', true), '')::bigint[])))
    OR EXISTS (SELECT 1 FROM cases_person p
                WHERE p.tenant_id = of_tenant AND p.id = of_person AND NOT p.has_episode
                  AND p.created_by_agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[]))
  END
$$;

-- Thirty likely people whose record the asker may open. What they may not open takes nobody's place among the thirty.
CREATE FUNCTION cases_find_own(asked text, born date, nhs text)
RETURNS TABLE (person_id bigint, likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.person_id, l.likeness
    FROM (SELECT nullif(current_setting('ehm.tenant_id', true), '')::bigint AS tenant) own
   CROSS JOIN LATERAL cases_likely(own.tenant, asked, born, nhs) l
   WHERE cases_may_open(own.tenant, l.person_id)
   ORDER BY l.likeness DESC, l.person_id
   LIMIT 30
$$;

-- What everybody in the partnership may know of a child, unless the family keeps them out: name, age, whom to ring.
CREATE FUNCTION cases_known(of_tenant bigint, of_person bigint)
RETURNS TABLE (person_id bigint, reference text, given_name text, family_name text, age int, is_unborn boolean,
               is_protected boolean, agency_name text, agency_phone text, worker_name text, worker_phone text)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT p.id, p.reference, p.given_name, p.family_name,
         extract(year FROM age((now() AT TIME ZONE 'Europe/London')::date, p.date_of_birth))::int,
         p.kind = 'unborn', p.is_whereabouts_protected, coalesce(w.agency_name, ''), coalesce(w.agency_phone, ''),
         coalesce(w.worker_name, ''), coalesce(w.worker_phone, '')
    FROM cases_person p CROSS JOIN LATERAL cases_whom_to_ask(p.tenant_id, p.id) w
   WHERE p.tenant_id = of_tenant AND p.id = of_person AND p.kind IN ('child', 'unborn')
     AND NOT cases_excluded_from_person(p.tenant_id, p.id)
           && nullif(current_setting('ehm.exclusion_keys', true), '')::text[]
$$;

-- Is this child known? Twenty likely children whose record the asker may not open, best first, and whom to ring. An
-- agency or worker that a family keeps out is told nothing. Without a name or an NHS number nobody is told.
DROP FUNCTION cases_find_known(text, text, date, text);
CREATE FUNCTION cases_find_known(given text, family text, born date, nhs text)
RETURNS TABLE (person_id bigint, reference text, given_name text, family_name text, age int, is_unborn boolean,
               is_protected boolean, agency_name text, agency_phone text, worker_name text, worker_phone text,
               likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.*, l.likeness
    FROM (SELECT nullif(current_setting('ehm.tenant_id', true), '')::bigint AS tenant,
                 cases_name_words(given || ' ' || family) AS words) own
   CROSS JOIN LATERAL cases_likely(own.tenant, own.words, born, nhs) l
   CROSS JOIN LATERAL cases_known(own.tenant, l.person_id) k
   WHERE (length(replace(own.words, ' ', '')) > 2 OR nhs <> '')
     AND l.is_child AND NOT cases_may_open(own.tenant, l.person_id)
   ORDER BY l.likeness DESC, l.person_id
   LIMIT 20
$$;

-- One child by reference, whoever may open the record, for a key agency note.
DROP FUNCTION cases_known_child(text);
CREATE FUNCTION cases_known_child(of_reference text)
RETURNS TABLE (person_id bigint, reference text, given_name text, family_name text, age int, is_unborn boolean,
               is_protected boolean, agency_name text, agency_phone text, worker_name text, worker_phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.* FROM cases_person p CROSS JOIN LATERAL cases_known(p.tenant_id, p.id) k
   WHERE p.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND p.reference = of_reference
$$;


-- The same of many children at once: those of whom the asker's own agency keeps a key agency note.
CREATE FUNCTION cases_noted_children(ids bigint[])
RETURNS TABLE (person_id bigint, reference text, given_name text, family_name text, age int, is_unborn boolean,
               is_protected boolean, agency_name text, agency_phone text, worker_name text, worker_phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.*
    FROM (SELECT DISTINCT n.person_id FROM cases_keyagencynote n
           WHERE n.tenant_id = nullif(current_setting('ehm.tenant_id', true), '')::bigint AND n.person_id = ANY (ids)
             AND n.agency_id = ANY (nullif(current_setting('ehm.agency_ids', true), '')::bigint[])) noted
   CROSS JOIN LATERAL cases_known(nullif(current_setting('ehm.tenant_id', true), '')::bigint, noted.person_id) k
$$;
