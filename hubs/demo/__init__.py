"""Invented requests for help. Nobody asked for any of them."""
