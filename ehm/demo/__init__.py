"""Invented partnerships for trying, testing and measuring. The same size and seed give the same data."""
