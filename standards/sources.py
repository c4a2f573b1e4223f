"""Where a standard comes from, in the name of a document that somebody can ask for."""

import re
from functools import cache

from standards.reading import load_rulebook, rulebook_ids


def source_in_words(source: str) -> str:
    """'R093; S1:1339-1352, S2:44' → the names of S1 and S2; empty where a source is no published document.

    Rulebooks cite by rule, document and line, for whoever checks them. A reader of a page has the document's name only.
    """
    cited = dict.fromkeys(re.findall(r"\bS\d+\b", source))
    return ", ".join(documents()[code] for code in cited if code in documents())


@cache
def documents() -> dict[str, str]:
    """S1 → 'Early Help Handbook …': each rulebook names the document that it was made from."""
    return dict(load_rulebook(rulebook_id).source.split(", ", 1) for rulebook_id in rulebook_ids())
