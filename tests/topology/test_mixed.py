"""Two partnerships through the same few backends, with errors and people who walk away: no foreign row, ever.

20,000 requests; TOPOLOGY_REQUESTS changes that. It stops by itself after the last one.
"""

import os
import random
import threading
from collections import Counter
from http.client import HTTPException

from tests.topology.arrangement import PASSWORD
from tests.topology.visitor import Visitor

REQUESTS = int(os.environ.get("TOPOLOGY_REQUESTS", "20000"))
THREADS = 8
GIVE_UP_AFTER = 200  # connections that fail outright: then something is broken and not merely busy


def pages(own, foreign, dice):
    """Mostly one's own, and now and then what must not be there."""
    return dice.choices(
        [
            ("GET", "/"),
            ("GET", "/caseload/"),
            ("GET", f"/families/{dice.choice(own.families)}/"),
            ("GET", f"/episodes/{dice.choice(own.episodes)}/"),
            ("GET", "/notifications/"),
            ("GET", f"/families/{dice.choice(foreign.families)}/"),
            ("GET", f"/episodes/{dice.choice(foreign.episodes)}/"),
            ("GET", "/families/0000-0000/"),
            ("POST", f"/families/{dice.choice(own.families)}/"),
            ("AWAY", f"/families/{dice.choice(own.families)}/"),
            ("AWAY", "/caseload/"),
        ],
        weights=[20, 20, 20, 15, 5, 5, 3, 2, 2, 4, 4],
    )[0]


class Visits(threading.Thread):
    def __init__(self, number, topology, own, foreign, session):
        super().__init__(daemon=True)
        self.dice, self.own, self.foreign = random.Random(number), own, foreign
        self.visitors = [session.on(web) for web in topology.webs]
        self.seen, self.leaks, self.failed = Counter(), [], 0

    def run(self):
        try:
            self.visit()
        finally:
            for visitor in self.visitors:
                visitor.leave()

    def visit(self):
        for _ in range(REQUESTS // THREADS):
            if self.failed > GIVE_UP_AFTER:
                return
            visitor = self.dice.choice(self.visitors)
            method, path = pages(self.own, self.foreign, self.dice)
            try:
                if method == "AWAY":
                    visitor.walk_away(path)
                    self.seen["away"] += 1
                    continue
                status, _, body = visitor.request(method, path, {"page": "1"} if method == "POST" else None)
            except (HTTPException, OSError):
                self.failed += 1
                continue
            self.seen[status] += 1
            self.seen["own"] += self.own.word in body
            if self.foreign.word in body or any(reference in body for reference in self.foreign.families):
                if path.strip("/").split("/")[-1] not in (*self.foreign.families, *self.foreign.episodes):
                    self.leaks.append((path, status))
                elif self.foreign.word in body:  # a 404 may repeat the address that was asked for, and no more
                    self.leaks.append((path, status))


def test_no_foreign_row_in_many_mixed_requests(topology, cast):
    sessions = {
        name: Visitor(topology.webs[0]).sign_in(getattr(cast, name).email, PASSWORD) for name in ("north", "salt")
    }
    threads = []
    for number in range(THREADS):
        name, other = ("north", "salt") if number % 2 else ("salt", "north")
        threads.append(Visits(number, topology, getattr(cast, name), getattr(cast, other), sessions[name]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for session in sessions.values():
        session.leave()
    seen, leaks = sum((thread.seen for thread in threads), Counter()), [leak for t in threads for leak in t.leaks]
    print(dict(seen))
    assert leaks == []
    assert sum(thread.failed for thread in threads) == 0
    assert seen[500] == 0
    assert (
        sum(count for key, count in seen.items() if isinstance(key, int)) + seen["away"]
        == REQUESTS // THREADS * THREADS
    )
    assert seen["own"] > REQUESTS / 10, "the pages show nothing, so nothing is proved"
    assert seen["away"] and seen[404] and seen[403], "errors and cancels belong to the mixture"
