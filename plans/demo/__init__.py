"""Invented plans, meetings, reviews and ends of help. Nobody wanted, promised or said any of it."""
