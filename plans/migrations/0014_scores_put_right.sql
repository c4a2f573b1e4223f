-- A score that is put right is taken off, and another stands in its place: neither once help has ended.
DROP TRIGGER only_before_the_end ON plans_laterscore;
CREATE TRIGGER only_before_the_end BEFORE INSERT OR UPDATE OF value, removed_at ON plans_laterscore
  FOR EACH ROW EXECUTE FUNCTION plans_only_before_the_end();
