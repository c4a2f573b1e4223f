-- Every agency and area is a group of guardian's, named by number: group names are seen by every partnership.
CREATE FUNCTION ehm_make_principal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.principal_id IS NULL THEN
    INSERT INTO auth_group (name) VALUES (TG_ARGV[0] || ':' || NEW.id) RETURNING id INTO NEW.principal_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER make_principal BEFORE INSERT ON ehm_agency FOR EACH ROW EXECUTE FUNCTION ehm_make_principal('agency');
CREATE TRIGGER make_principal BEFORE INSERT ON ehm_area FOR EACH ROW EXECUTE FUNCTION ehm_make_principal('area');

-- The account for an address, made if there is none. Does not tell which: accounts are global, partnerships are not.
CREATE FUNCTION ehm_invite(address text, full_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found bigint;
BEGIN
  SELECT id INTO found FROM ehm_user WHERE email = lower(address);
  IF found IS NULL THEN
    INSERT INTO ehm_user (email, name, password, is_active, is_superuser, is_platform_admin)
    VALUES (lower(address), full_name, '!', true, false, false) RETURNING id INTO found;
  END IF;
  RETURN found;
END $$;
