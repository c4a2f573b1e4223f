"""The `/components/` page: every part of the front end on one page, in development only."""
