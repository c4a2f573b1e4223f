-- The index that used it went with its table.
DROP FUNCTION cases_name_key(text);
