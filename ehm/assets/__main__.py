"""`python -m ehm.assets`: fetch, lay out and collect the static files; a second call takes no time."""

import sys

from ehm.assets import build

try:
    build.build()
except build.CannotBuild as problem:
    sys.exit(str(problem))
