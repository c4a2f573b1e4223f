"""What I have taken on stands on my work, and what nobody with an account has in the families that I lead."""

from datetime import timedelta

from django.utils import timezone

from tests.plans.writing import agreed, begun, goal, promise

DAY = timezone.localdate() + timedelta(days=9)


def test_it_is_ones_own_and_what_nobody_here_has(cast, signed_in):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    for what, whose in (
        ("Read to Ben", {"worker": cast.practitioner}),
        ("Ring the landlord", {"worker": cast.hub}),
        ("Bake together", {"somebody": "Gran"}),
    ):
        promise(cast.practitioner, plan, what, by_when=DAY, **whose)
    assert told(signed_in, cast.practitioner) == set()  # before it is agreed nobody has promised anything
    agreed(cast.practitioner, plan)
    assert told(signed_in, cast.practitioner) == {"Read to Ben", "Bake together"}
    assert told(signed_in, cast.hub) == {"Ring the landlord"}
    assert told(signed_in, cast.chair) == set()


def told(signed_in, who):
    page = signed_in(who).get("/").content.decode()
    return {what for what in ("Read to Ben", "Ring the landlord", "Bake together") if what in page}
