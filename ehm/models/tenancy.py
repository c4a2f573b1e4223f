"""What every row of a partnership has: the partnership in its key, and a reference that can be said aloud."""

from __future__ import annotations

import random
from typing import Any, ClassVar

from django.db import IntegrityError, models, router, transaction

# No I, L, O, U, Z: they are misheard or misread. 31 letters, a prime, so that one wrong letter is always noticed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
SAID = 8  # letters of a reference that people say on the phone: a family's, a person's, an episode's
WRITTEN = 12  # of all the others: there are millions, and none is ever drawn twice
CHANCE = random.SystemRandom()
DRAWS = 5


def check_letter(letters: str) -> str:
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(letters, start=2))
    return ALPHABET[total % len(ALPHABET)]


def new_reference() -> str:
    """Twelve characters such as `7KD4-Q2MX-81RB`: drawn at random, the last one tells a slip of the tongue."""
    return drawn_reference(WRITTEN)


def new_said_reference() -> str:
    """Eight characters such as `7KD4-Q2MN`, for what people name to each other on the phone."""
    return drawn_reference(SAID)


def drawn_reference(length: int, chance: random.Random = CHANCE) -> str:
    return whole_reference("".join(chance.choices(ALPHABET, k=length - 1)))


def whole_reference(drawn: str) -> str:
    """The letters drawn, with the one that checks them, as they are written."""
    letters = drawn + check_letter(drawn)
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def clean_reference(said: str) -> str | None:
    """The reference that somebody said or typed, or None when a letter must be wrong. The long ones nobody says."""
    letters = "".join(said.upper().split()).replace("-", "").translate(str.maketrans("OILZ", "0112"))
    if len(letters) != SAID or any(letter not in ALPHABET for letter in letters):
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
    """Has an opaque reference for URLs."""

    reference = models.CharField(max_length=14, default=new_reference, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tenant", "reference"], name="%(app_label)s_%(class)s_reference")
        ]

    def __str__(self) -> str:
        return self.reference


class SaidAloud(Referenced):
    """Its reference is short enough for the phone, and so, once in a long while, the same one is drawn twice."""

    reference = models.CharField(max_length=14, default=new_said_reference, editable=False)

    class Meta(Referenced.Meta):
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Draws again where another record of the partnership has the reference, which its author may not even see."""
        if not self._state.adding:
            super().save(*args, **options)
            return
        for _ in range(DRAWS):
            try:
                with transaction.atomic(using=options.get("using") or router.db_for_write(type(self))):
                    super().save(*args, **options)
                return
            except IntegrityError as error:
                refused = error
                if f"{self._meta.label_lower.replace('.', '_')}_reference" not in str(error):
                    raise
                self.reference = new_said_reference()
        raise refused
