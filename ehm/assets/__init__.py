"""Style sheets and scripts: fetched from npm by exact version, made ours, and collected for WhiteNoise.

`python -m ehm.assets` does all of it and does nothing when nothing changed.
"""
