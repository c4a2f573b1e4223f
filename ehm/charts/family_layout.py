"""Where everybody stands on a family map.

Generations are rows. People joined by couples stand together as a cluster. Along a row, clusters slide towards their
parents and their children in turn, as near as they can come without overlapping, until everybody has settled.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ehm.charts.family import Couple

SPACING = 118.0
ROUNDS = 30
ROUNDS_THAT_REORDER = 15

Cluster = list[str]
Wish = Callable[[Cluster], float]  # where the cluster would like its left edge


@dataclass
class Layout:
    """`x` of each person's middle, and the `row` (0 is the oldest generation)."""

    x: dict[str, float]
    row: dict[str, int]


def lay_out(keys: Sequence[str], couples: Sequence[Couple]) -> Layout:
    if not keys:
        return Layout({}, {})
    clusters = _clusters(keys, couples)
    row = _rows(keys, couples, clusters)
    return Layout(_Row(couples, clusters, row).settle(), row)


def _rows(keys: Sequence[str], couples: Sequence[Couple], clusters: Sequence[Cluster]) -> dict[str, int]:
    """Children stand below their parents, partners beside each other. Contradictory records stop after a while."""
    row = dict.fromkeys(keys, 0)
    for _ in range(len(keys)):
        before = dict(row)
        for cluster in clusters:
            row.update(dict.fromkeys(cluster, max(row[key] for key in cluster)))
        for couple in couples:
            for child in couple.children:
                row[child.key] = max(row[child.key], row[couple.partners[0]] + 1)
        if row == before:
            break
    for cluster in clusters:  # contradictions may have left partners on different rows
        row.update(dict.fromkeys(cluster, max(row[key] for key in cluster)))
    _pull_down(row, couples, clusters)
    used = {old: new for new, old in enumerate(sorted(set(row.values())))}
    return {key: used[old] for key, old in row.items()}


def _pull_down(row: dict[str, int], couples: Sequence[Couple], clusters: Sequence[Cluster]) -> None:
    """Parents of somebody who married in stand one row above their child, not at the top of the map."""
    for cluster in sorted(clusters, key=lambda cluster: -row[cluster[0]]):
        children = [child.key for couple in couples if couple.partners[0] in cluster for child in couple.children]
        lowest = min((row[key] for key in children), default=0) - 1
        if lowest > row[cluster[0]]:
            row.update(dict.fromkeys(cluster, lowest))


def _clusters(keys: Sequence[str], couples: Sequence[Couple]) -> list[Cluster]:
    partners: dict[str, list[str]] = {key: [] for key in keys}
    for couple in couples:
        if len(couple.partners) == 2:
            one, other = couple.partners
            partners[one].append(other)
            partners[other].append(one)
    placed: set[str] = set()
    clusters = []
    for start in sorted(keys, key=lambda key: len(set(partners[key])) != 1):  # begin at the end of a chain
        if start not in placed:
            clusters.append(_chain(start, partners, placed))
    return clusters


def _chain(start: str, partners: dict[str, list[str]], placed: set[str]) -> Cluster:
    chain, waiting = [], [start]
    while waiting:
        key = waiting.pop()
        if key not in placed:
            placed.add(key)
            chain.append(key)
            waiting += [other for other in reversed(partners[key]) if other not in placed]
    return chain


class _Row:
    """The horizontal half: `x` starts as a plain queue and is improved in rounds."""

    def __init__(self, couples: Sequence[Couple], clusters: Sequence[Cluster], row: dict[str, int]) -> None:
        self.couples = couples
        self.rows: dict[int, list[Cluster]] = {}
        for cluster in clusters:
            self.rows.setdefault(row[cluster[0]], []).append(cluster)
        self.parents: dict[str, Couple] = {}
        self.couples_of: dict[str, list[Couple]] = {}
        for couple in couples:
            for child in couple.children:
                self.parents.setdefault(child.key, couple)
            for partner in couple.partners:
                self.couples_of.setdefault(partner, []).append(couple)
        self.x: dict[str, float] = {}
        for group in self.rows.values():
            for place, key in enumerate(key for cluster in group for key in cluster):
                self.x[key] = place * SPACING

    def settle(self) -> dict[str, float]:
        downwards = sorted(self.rows)
        for round_ in range(ROUNDS):
            for number in downwards:
                if round_ < ROUNDS_THAT_REORDER:
                    self._reorder(self.rows[number], self._by_parents)
                self._place(self.rows[number], self._under_parents)
            for number in reversed(downwards):
                if round_ < ROUNDS_THAT_REORDER:
                    self._reorder(self.rows[number], self._by_children)
                self._place(self.rows[number], self._over_children)
        left = min(self.x.values())
        return {key: x - left for key, x in self.x.items()}

    def _reorder(self, clusters: list[Cluster], key: Callable[[Cluster], tuple[float, float]]) -> None:
        for cluster in clusters:
            self._turn_towards_parents(cluster)
        clusters.sort(key=key)

    def _by_parents(self, cluster: Cluster) -> tuple[float, float]:
        """Brothers and sisters stay together: by where their parents stand, then by age."""
        families = [
            (self._middle(self.parents[key].partners), self._aside(key)) for key in cluster if key in self.parents
        ]
        if not families:
            return self._middle(cluster), 0
        return sum(place for place, _ in families) / len(families), sum(aside for _, aside in families)

    def _by_children(self, cluster: Cluster) -> tuple[float, float]:
        return self._over_children(cluster) + len(cluster) * SPACING / 2, 0

    def _place(self, clusters: list[Cluster], wish_of: Wish) -> None:
        wishes = [wish_of(cluster) for cluster in clusters]
        lefts = spread(wishes, [len(cluster) * SPACING for cluster in clusters])
        for cluster, left in zip(clusters, lefts, strict=True):
            for place, key in enumerate(cluster):
                self.x[key] = left + place * SPACING

    def _turn_towards_parents(self, cluster: Cluster) -> None:
        """Both partners' parents are drawn: let each partner stand on the side of their own."""
        middles = [self._middle(self.parents[key].partners) for key in cluster if key in self.parents]
        if len(middles) > 1 and middles[0] > middles[-1]:
            cluster.reverse()

    def _middle(self, keys: Iterable[str]) -> float:
        found = [self.x[key] for key in keys]
        return sum(found) / len(found)

    def _aside(self, key: str) -> float:
        """How many places a child stands beside the middle of its brothers and sisters; negative is to the left."""
        siblings = [child.key for child in self.parents[key].children]
        return siblings.index(key) - (len(siblings) - 1) / 2

    def _under_parents(self, cluster: Cluster) -> float:
        wishes = []
        for place, key in enumerate(cluster):
            couple = self.parents.get(key)
            if couple:
                wishes.append(self._middle(couple.partners) + (self._aside(key) - place) * SPACING)
        return sum(wishes) / len(wishes) if wishes else self.x[cluster[0]]

    def _over_children(self, cluster: Cluster) -> float:
        wishes = []
        for key in cluster:
            for couple in self.couples_of.get(key, []):
                if couple.children:
                    places = [cluster.index(partner) for partner in couple.partners]
                    over = self._middle(child.key for child in couple.children)
                    wishes.append(over - sum(places) / len(places) * SPACING)
        return sum(wishes) / len(wishes) if wishes else self.x[cluster[0]]


@dataclass
class _Block:
    """Neighbours that touch and therefore move together."""

    start: float
    members: int
    offsets: list[float]


def spread(wishes: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Left edges in the given order, without overlap, with the least sum of squared distances from `wishes`."""
    blocks: list[_Block] = []
    offset = 0.0
    for wish, width in zip(wishes, widths, strict=True):
        blocks.append(_Block(wish - offset, 1, [offset]))
        offset += width
        while len(blocks) > 1 and blocks[-2].start > blocks[-1].start:
            last, before = blocks.pop(), blocks[-1]
            members = before.members + last.members
            before.start = (before.start * before.members + last.start * last.members) / members
            before.members = members
            before.offsets += last.offsets
    return [block.start + offset for block in blocks for offset in block.offsets]
