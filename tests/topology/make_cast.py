"""`python -m tests.topology.make_cast`: the cast, in the database, and what a test must know of it as JSON."""

import json
import sys

import django

django.setup()

from tests import databases
from tests.cast import make_cast, make_episode, make_family, make_person


def more_families(worker, area, word):
    """Families whose every name holds the partnership's own word, which no other partnership's page may show."""
    with databases.as_owner():
        for number in range(20):
            child = make_person(worker, f"{word}child{number}", f"{word}name")
            family = make_family(worker, f"{word}family{number}", child, area=area)
            episode = make_episode(worker, family, area)
            yield family.reference, episode.reference


cast = make_cast()
found = {}
for name, worker, area in (
    ("north", cast.practitioner, cast.east),
    ("salt", cast.stranger, cast.quay),
):
    word = f"zq{name}qz"
    references = list(more_families(worker, area, word))
    found[name] = {
        "email": worker.user.email,
        "word": word,
        "families": [family for family, _ in references],
        "episodes": [episode for _, episode in references],
    }
json.dump(found, sys.stdout)
