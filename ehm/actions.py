"""What every action shares: how it says no."""


class Refused(Exception):
    """The action was allowed but cannot be done now. `str()` is one plain sentence for the person who asked."""


class Stale(Refused):
    """Somebody else saved the same record first. `theirs` holds what is saved now, field by field."""

    def __init__(self, message: str, theirs: dict[str, object]) -> None:
        super().__init__(message)
        self.theirs = theirs
