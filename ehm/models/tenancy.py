"""What every row of a partnership has: the partnership in its key, and a reference that can be said aloud."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models

# No I, L, O, U, Z: they are misheard or misread. 31 letters, a prime, so that one wrong letter is always noticed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
LENGTH = 8


def check_letter(letters: str) -> str:
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(letters, start=2))
    return ALPHABET[total % len(ALPHABET)]


def new_reference() -> str:
    """Eight characters such as `7KD4-Q2MX`: seven drawn at random, and one that tells a slip of the tongue."""
    return whole_reference("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def whole_reference(drawn: str) -> str:
    """The letters drawn, with the one that checks them, as they are written."""
    letters = drawn + check_letter(drawn)
    return f"{letters[:4]}-{letters[4:]}"


def clean_reference(said: str) -> str | None:
    """The reference that somebody said or typed, or None when a letter must be wrong."""
    letters = "".join(said.upper().split()).replace("-", "").translate(str.maketrans("OILZ", "0112"))
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    if check_letter(letters[:-1]) != letters[-1]:
        return None
    return f"{letters[:4]}-{letters[4:]}"


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """Points inside one's own partnership. The database's own key is (tenant_id, column), made by `Secure`."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options.setdefault("db_index", False)
        options["db_constraint"] = False
        options.setdefault("related_name", "+")
        super().__init__(to, on_delete, **options)


class TenantModel(models.Model):
    tenant = models.ForeignKey("ehm.Partnership", on_delete=models.PROTECT, db_index=False, related_name="+")

    class Meta:
        abstract = True


class Referenced(TenantModel):
    """Has an opaque reference for URLs and for the phone."""

    reference = models.CharField(max_length=9, default=new_reference, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="%(app_label)s_%(class)s_reference")
        ]

    def __str__(self) -> str:
        return self.reference
