"""Words that were typed and not saved: nobody submits past their own, and nobody is told of another's."""

from django.urls import reverse

from cases.models import Person
from ehm import drafts
from tests.assessments.test_deciding import TODAY, filled, handed_in, now, on, page, read
from tests.assessments.test_deciding_managers import returned
from tests.cases.acting import acting_as
from tests.databases import as_owner

TYPED = {"a-working_well": ["She told me that she is afraid to go home"]}


def typed(by, form, subject):
    with acting_as(by) as actor:
        drafts.save(form=form, subject=subject, values=TYPED, base=0, revision=1, window="here", by=actor)


def test_who_has_typed_something_is_told_before_they_submit(cast, signed_in):
    assessment, client = filled(cast), signed_in(cast.practitioner)
    with as_owner():
        aisha = Person.objects.get(pk=cast.aisha.pk)
    typed(cast.practitioner, "assessments:section", f"{assessment.reference}.STRENGTHS")
    typed(cast.practitioner, "assessments:section_about", f"{assessment.reference}.VOICE.{aisha.reference}")
    told = read(client, page("submit", assessment))
    assert "You typed here and have not saved it" in told and "Nothing is missing" not in told
    voice = reverse("assessments:section_about", args=[assessment.reference, "voice", aisha.reference])
    for address in (reverse("assessments:section", args=[assessment.reference, "strengths"]), voice):
        assert f'href="{address}"'.lower() in told.lower()
        assert client.get(address).status_code == 200
    client.post(page("submit", assessment), {"shared": "yes"} | on(TODAY))
    assert now(assessment).status == "in_progress"
    assert "Typed, not saved" in read(client, page("assessment", assessment))


def test_what_was_thrown_away_waits_no_more(cast, signed_in):
    assessment, client = filled(cast), signed_in(cast.practitioner)
    subject = f"{assessment.reference}.STRENGTHS"
    typed(cast.practitioner, "assessments:section", subject)
    with acting_as(cast.practitioner) as actor:
        drafts.finish("assessments:section", subject, by=actor)
    assert "You typed here" not in read(client, page("submit", assessment))
    client.post(page("submit", assessment), {"shared": "yes"} | on(TODAY))
    assert now(assessment).status == "submitted"


def test_nobody_is_told_what_another_typed(cast, signed_in):
    assessment = filled(cast)
    typed(cast.manager, "assessments:section", f"{assessment.reference}.STRENGTHS")
    client = signed_in(cast.practitioner)
    assert "You typed here" not in read(client, page("submit", assessment))
    assert "Typed, not saved" not in read(client, page("assessment", assessment))


def test_what_was_returned_stands_on_my_work_until_it_is_submitted_again(cast, signed_in):
    assessment = handed_in(cast)
    client = signed_in(cast.practitioner)
    assert "Returned to you with comments" not in read(client, "/")
    returned(cast, assessment)
    assert "Returned to you with comments" in read(client, "/")
    assert "Returned to you with comments" not in read(signed_in(cast.manager), "/")
