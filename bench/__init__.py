"""How fast we are, beside a floor page and a bare scan measured in the same run: `make bench` (docs/figures.md)."""
