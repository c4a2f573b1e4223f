"""Invented families and the help they get, as a council's two years of early help would look (domain F)."""
