"""What the fields of a page are called. The page, the offers that put words into them and the drafts agree on it."""

from assessments.answers import FAMILY
from assessments.form import Question


def answer(question: Question, about: str = FAMILY) -> str:
    return _of(f"a-{question.key}", about)


def source(answer: str) -> str:
    """Where the words of that field were taken from."""
    return f"src-{answer}"


def lines(question: str) -> str:
    """Sent once for each line: its reference."""
    return f"lines-{question}"


def cell(question: str, reference: str, column: str) -> str:
    """`column` may be 'remove' and 'source' as well, which no form calls a column of its own."""
    return f"l-{question}-{reference}-{column}"


def need(item: str, cell: str) -> str:
    return f"n-{item}-{cell}"


def view(scale_set: str, scale: str, respondent: str, about: str = FAMILY) -> str:
    return _of(f"s-{scale_set}-{scale}-{respondent}", about)


def anchor_of(question: str, about: str = FAMILY) -> str:
    """Where a question stands on its page."""
    return _of(f"q-{question}", about)


def _of(name: str, about: str) -> str:
    return f"{name}-{about}" if about else name
