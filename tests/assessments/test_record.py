"""The document of an assessment on record, and whom its limits bind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.address import Address
from assessments.choices import Record
from assessments.documents import record
from assessments.documents.childs import childs_version
from assessments.documents.copies import family_copy, shared_copy
from assessments.documents.tree import Stage
from assessments.handing import Limits, Recipient
from assessments.models import Assessment, CopyKind, DirectWork
from cases.choices import FamilyRole
from cases.models import FamilyMember
from ehm.actions import Refused
from tests.assessments.planted import drawing
from tests.assessments.writing import answer, decided, fill, line, save
from tests.cases.acting import acting_as
from tests.cast import share
from tests.databases import as_owner

SECRET = "Mum's new address is in Quarry Lane"


def seen_by(worker, assessment, work):
    """What `work` makes of the assessment as this worker sees it."""
    with acting_as(worker) as actor:
        seen = Assessment.objects.visible_to(actor).get(pk=assessment.pk)
        return work(seen, actor)


def limit(who, where, **cells):
    return line(Record.LIMIT, "limits", {"where": where, "who": who, "reason": "They asked us to"} | cells)


@pytest.fixture
def written(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    save(
        cast.practitioner,
        assessment,
        "strengths",
        answer("keeping_safe", SECRET, version=1, before=known("keeping_safe")),
    )
    return assessment


def old_enough(child):
    """To be handed the family's copy."""
    child.date_of_birth = timezone.localdate() - timedelta(days=14 * 366)


def known(question):
    return (f"What there is to say about {question} and everybody here",)


def test_it_holds_what_is_on_record_in_words(cast, written):
    document = seen_by(cast.practitioner, written, record.document_for)
    assert document.reference == written.reference
    assert document.stage is Stage.DRAFT
    assert cast.practitioner.display_name in document.written_by
    assert SECRET in repr(document)
    (household,) = document.kept_as(Record.TAKING_PART)
    names = {household.content.cell(line, "person") for line in household.content.lines}
    assert cast.dee.short_name in names and "Somebody of the family" not in names


def test_pictures_of_a_child_stand_with_that_child(cast, written):
    child = seen_by(cast.practitioner, written, record.document_for).children[0]
    with as_owner():
        DirectWork.objects.create(
            tenant_id=written.tenant_id,
            assessment=written,
            episode=written.episode,
            agency=written.agency,
            recorded_by=written.recorded_by,
            question="voice_pictures",
            about=child.key,
            address=f"voice/voice_pictures/{child.key}",
            media_type="image/png",
            data=drawing(),
            shows="Our house",
        )
    document = seen_by(cast.practitioner, written, record.document_for)
    page = childs_version(document, child.key, ())
    assert [(file.shows, file.data) for file in page.pictures] == [("Our house", drawing())]


def for_family(person):
    return Recipient(CopyKind.FAMILY, person.short_name, person)


def for_agency(agency):
    return Recipient(CopyKind.FULL, agency.name, agency=agency)


def for_child(person):
    return Recipient(CopyKind.CHILD, person.short_name, person)


@pytest.mark.parametrize("where", ["strengths", "strengths/keeping_safe"])
def test_a_limit_for_somebody_of_the_family_binds_the_copies_that_they_may_read(cast, written, where):
    old_enough(cast.leo)
    save(cast.practitioner, written, "sharing", limit(f"person:{cast.dee.reference}", where))

    def made(assessment, actor):
        document, limits = record.document_for(assessment, actor), Limits(assessment, actor)
        of_dee, at_her_home = limits.kept_from(for_family(cast.dee)), limits.kept_from(for_family(cast.leo))
        return (
            SECRET in repr(family_copy(document, of_dee)),
            SECRET in repr(family_copy(document, at_her_home)),
            SECRET in repr(shared_copy(document, limits.kept_from(for_agency(cast.school)))),
            of_dee,
        )

    assert seen_by(cast.practitioner, written, made) == (False, False, True, (Address.parse(where),))


def test_a_limit_for_somebody_who_lives_elsewhere_does_not_bind_a_copy_at_home(cast, written):
    old_enough(cast.leo)
    with as_owner():
        FamilyMember.objects.filter(person=cast.dee).update(role=FamilyRole.NON_RESIDENT)
    save(cast.practitioner, written, "sharing", limit(f"person:{cast.dee.reference}", "strengths"))

    def made(assessment, actor):
        limits = Limits(assessment, actor)
        return [limits.kept_from(for_family(one)) for one in (cast.dee, cast.leo)]

    assert seen_by(cast.practitioner, written, made) == [(Address.parse("strengths"),), ()]


def test_a_limit_for_an_agency_binds_its_copy_and_what_its_workers_see(cast, written):
    save(cast.practitioner, written, "sharing", limit(f"agency:{cast.school.reference}", "strengths/keeping_safe"))

    def made(assessment, actor):
        document, limits = record.document_for(assessment, actor), Limits(assessment, actor)
        return (
            SECRET in repr(document),
            SECRET in repr(shared_copy(document, limits.kept_from(for_agency(cast.school)))),
            SECRET in repr(family_copy(document, limits.kept_from(for_family(cast.dee)))),
            cast.school.name in repr(document.kept_as(Record.LIMIT)),
        )

    assert seen_by(cast.practitioner, written, made) == (True, False, True, True)
    assert seen_by(cast.teacher, written, record.document_for).parts
    assert SECRET not in repr(seen_by(cast.teacher, written, record.document_for))


def test_what_would_give_away_the_outcome_goes_with_it_from_those_kept_out_of_it(cast, written):
    save(cast.practitioner, written, "sharing", limit(f"agency:{cast.school.reference}", "outcome/outcome"))
    reason = "What there is to say about outcome_reason"
    assert reason in repr(seen_by(cast.practitioner, written, record.document_for))
    assert reason not in repr(seen_by(cast.teacher, written, record.document_for))


def test_a_limit_for_a_worker_binds_the_copy_of_their_agency(cast, written):
    save(cast.practitioner, written, "sharing", limit(f"worker:{cast.teacher.reference}", "strengths"))
    assert kept_from(cast, written, for_agency(cast.school)) == (Address.parse("strengths"),)
    assert kept_from(cast, written, for_agency(cast.police)) == ()


def test_a_limit_for_somebody_whom_we_do_not_know_binds_every_copy(cast, written):
    old_enough(cast.leo)
    save(cast.practitioner, written, "sharing", limit("other", "strengths", with_whom="Our landlord"))
    for recipient in (for_agency(cast.school), for_family(cast.leo), for_child(cast.aisha)):
        assert kept_from(cast, written, recipient) == (Address.parse("strengths"),), recipient


def test_the_page_of_a_child_is_bound_by_every_limit(cast, written):
    save(cast.practitioner, written, "sharing", limit(f"agency:{cast.school.reference}", "voice/voice_wishes"))
    wish = "What there is to say about voice_wishes"

    def made(assessment, actor):
        document = record.document_for(assessment, actor)
        child = document.children[0].key
        limits = Limits(assessment, actor).kept_from(for_child(cast.aisha))
        return wish in repr(childs_version(document, child, ())), wish in repr(childs_version(document, child, limits))

    assert seen_by(cast.practitioner, written, made) == (True, False)


def test_a_limit_on_the_whole_leaves_nothing(cast, written):
    save(cast.practitioner, written, "sharing", limit(f"person:{cast.dee.reference}", "all"))
    with pytest.raises(Refused, match="gets no copy"):
        kept_from(cast, written, for_family(cast.dee))
    document = seen_by(cast.practitioner, written, record.document_for)
    assert family_copy(document, [Address()]).parts == ()


def kept_from(cast, written, recipient):
    return seen_by(cast.practitioner, written, lambda one, by: Limits(one, by).kept_from(recipient))
