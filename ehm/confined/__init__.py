"""Work on what a stranger made, done where it can do no harm: in a process of its own that may take so much memory and
time and no more, writes no file, opens none (unless told that it may read), and knows no secret and no database.

    from ehm import confined
    small = confined.run(shrink, upload)

`shrink` is a function of a module (no method, no lambda). It takes and gives bytes and whatever JSON holds, alone or as
a flat tuple. Its module is imported once, by the keeper: a process beside this one, begun at the first call, that is
copied for each. So a call costs little more than a fork, and works in gunicorn's and Celery's workers too, which may
not have children of `multiprocessing`. The module has to do without Django's settings.
"""

from ehm.confined.calling import run
from ehm.confined.stopped import Failed, Stopped, TooMuch, Unfit

__all__ = ["Failed", "Stopped", "TooMuch", "Unfit", "run"]
