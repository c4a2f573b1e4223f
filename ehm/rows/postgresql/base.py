"""Django's PostgreSQL, told one thing: `id` alone is not the key of a partnership's table, so GROUP BY must name every
column (`annotate(Count(…))` failed with 'must appear in the GROUP BY clause')."""

from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
