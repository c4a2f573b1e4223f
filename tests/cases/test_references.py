"""References: short ones that people say, long ones that are never drawn twice."""

import pytest
from django.db import IntegrityError

from cases.models import Contact, Family
from ehm.models.tenancy import SAID, clean_reference, new_reference, new_said_reference
from ehm.rows.actor import as_actor
from ehm.rows.context import acting


def test_a_short_reference_that_is_taken_is_drawn_again(cast):
    """The other family is of another agency: nobody can look first."""
    taken = cast.family.reference
    with acting(as_actor(cast.teacher)):
        family = Family(
            tenant=cast.north,
            name="Hill family",
            reference=taken,
            created_by=cast.teacher,
            created_by_agency=cast.school,
        )
        family.save()
        assert family.reference != taken and len(family.reference) == SAID + 1
        assert Family.objects.get(pk=family.pk).reference == family.reference


def test_nothing_else_that_is_refused_is_tried_again(cast):
    with pytest.raises(IntegrityError, match="null value"), acting(as_actor(cast.practitioner)):
        Family(tenant=cast.north, name=None, created_by=cast.practitioner, created_by_agency=cast.council).save()


def test_what_is_said_is_short_and_all_others_are_long():
    assert clean_reference(new_said_reference().lower().replace("-", " "))
    assert len(new_reference()) == 14 and clean_reference(new_reference()) is None
    assert Family._meta.get_field("reference").default is new_said_reference
    assert Contact._meta.get_field("reference").default is new_reference
