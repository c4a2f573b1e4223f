"""The floor page: Django's seven default middlewares, session and user from the database, one SELECT of 20 rows, one
small template, 2.4 KB. Every page of ours is given as a multiple of it, because only ratios travel between machines."""
