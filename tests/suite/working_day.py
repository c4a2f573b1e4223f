"""The Reed family's record with something in every part of every page, and more of everything where a test asks for it.

Nothing here is late or early by the calendar: clocks are moved, so that one runs, one is due soon and one is late.
"""

from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from assessments.models import (
    Assessment,
    Attempt,
    Copy,
    Decision,
    Declined,
    DirectWork,
    LifeEvent,
    LocalAddition,
    Remark,
)
from assessments.pieces import Piece, Place
from cases.choices import EpisodeStatus, PersonKind
from cases.models import (
    Address,
    Agreement,
    Episode,
    FamilyMember,
    GpRegistration,
    Handover,
    KeyAgencyNote,
    LeadAllocation,
    LevelDecision,
    ManagementOversight,
    Relationship,
    SchoolPlace,
    SharingExclusion,
    TeamAgency,
)
from ehm.models import (
    Agency,
    ApiToken,
    Area,
    AreaPostcode,
    Draft,
    Job,
    NonWorkingDay,
    OrganisationEvent,
    Partnership,
    ReadLog,
    SearchLook,
    User,
)
from standards.models import Clock, ClockChange, ClockVariation, RulebookOverride
from standards.sweep import sweep
from tests import databases
from tests.assessments import pictures
from tests.assessments.writing import answer, decided, line, save, what_is_written
from tests.cases.contact_notes import record, seen
from tests.cast import PASSWORD, make_agency, make_episode, make_family, make_person, make_worker, share
from tests.standards.test_keeping import allocate
from tests.standards.test_variations import ask
from tests.suite import asking, planning

TODAY = timezone.localdate()
THEN, NOW = {"due_at": "2026-11-27T23:59:59+00:00"}, {"due_at": "2026-11-30T23:59:59+00:00"}


def make_working_day(cast):
    """One of everything. `day.<kind>` is the record that a page of that kind is about (see `urls.py`)."""
    day = SimpleNamespace(family=cast.family, episode=cast.episode, person=cast.aisha, mother=cast.dee)
    by = cast.practitioner
    with databases.as_owner():
        Agency.objects.filter(pk=cast.police.pk).update(isa_signed_on="2022-03-01", isa_review_on="2025-03-01")
        day.baby = make_person(by, "", kind=PersonKind.UNBORN, expected_on=TODAY + timedelta(weeks=12))
        _join(cast, day.baby)
        day.asked_for = _another_family(cast, "Abbott", status=EpisodeStatus.REQUESTED)
        day.just_allocated = _another_family(cast, "Okafor-Whitbread")
        LeadAllocation.objects.filter(episode=day.just_allocated).update(agreed_at=None)
        day.of_another_family = make_person(by, "Bea", "Reece")
        day.without_episode = make_family(by, "Reece family", day.of_another_family, area=cast.east)
        day.invited = make_worker("invited@northbridge.example", cast.school)
        day.invited.user.set_unusable_password()
        day.invited.user.save()
        day.worker = by
        day.careful = make_worker("careful@northbridge.example", cast.school)
        TOTP.activate(day.careful.user, generate_totp_secret())
        RecoveryCodes.activate(day.careful.user)
        day.in_team = make_worker("in.team@northbridge.example", make_agency(cast.north, "In the team"))
        share(cast.episode, day.in_team.agency, by)
        platform = User.objects.create_user("platform@ehm.example", PASSWORD)
        platform.is_platform_admin = True
        platform.save(update_fields=["is_platform_admin"])
        day.platform = SimpleNamespace(user=platform, pk=None)
        day.look = SearchLook.objects.create(tenant=cast.north, membership=by, terms={"q": "Reed", "why": "search"})
        day.note_look = SearchLook.objects.create(
            tenant=cast.north, membership=cast.partner, terms={"q": "Aisha Reed", "why": "note"}
        )
    with databases.as_owner():
        told = _another_family(cast, "Tallis")
        day.with_own_tool = Assessment.objects.create(
            tenant=cast.north, agency=cast.council, recorded_by=by, episode=told, form=cast.north.profile,
            uses_own_tool=True, decided_at=timezone.now(),
        )  # fmt: skip
    allocate(cast)
    allocate(cast, day.just_allocated)
    day.assessment = decided(cast)
    save(by, day.assessment, "strengths", answer("working_well", "They eat together every evening."))
    planning.begin(cast, day)
    more(cast, day, 1)
    day.contact, day.note, day.team, day.exclusion, day.agreement, day.job, day.token, day.closure = day.last
    with databases.as_owner():
        day.clock = Clock.objects.open().get(standard="seen", person=cast.aisha)
        day.agency, day.membership, day.area = cast.school, cast.teacher, cast.east
        pets = {"key": "local_pets", "section": "family", "kind": "text", "text": "Which pets live with you?"}
        damp = {"key": "local_damp", "code_set": "needs", "name": "Damp or mould", "maps_to": ["housing"]}
        ours = {"tenant": cast.north, "added_by": cast.admin}
        day.own_question = LocalAddition.objects.create(**ours, kind="question", key="local_pets", entry=pets)
        day.own_value = LocalAddition.objects.create(**ours, kind="value", key="local_damp", entry=damp)
    day.variation = ask(by, day.clock)
    with databases.as_owner():
        due_in(Clock.objects.open().filter(person=cast.leo), -3)
        due_in(Clock.objects.open().filter(person=cast.ben), 2)
    with databases.as_owner():
        day.declined = Declined.objects.filter(episode=cast.episode).latest("pk")
    day.submitted = _submitted(cast, day)
    sweep()
    return day


def _submitted(cast, day):
    """Waits for a manager, who returned it once with a comment; before it was a version that the mother had."""
    by = cast.practitioner
    with databases.as_owner():
        episode = _another_family(cast, "Holt")
        (child,) = [member.person for member in episode.family.members.select_related("person")]
    assessment = decided(cast, episode=episode)
    save(by, assessment, "strengths", answer("working_well", "They sing together every evening."))
    save(by, assessment, "voice", answer("voice_best", "My rabbit.", about=child.reference))
    save(by, assessment, "outcome", answer("outcome", "single_agency"))
    with databases.as_owner():
        now = timezone.now()
        of = {"tenant": cast.north, "assessment": assessment, "episode": episode, "agency": cast.council}
        decision = Decision.objects.create(
            **of, verdict="returned", review="Almost.", decided_by=cast.manager, decided_at=now - timedelta(days=1)
        )
        day.remark = Remark.objects.create(
            **of, decision=decision, address="strengths", quote="They sing", remark="Who?", made_by=cast.manager
        )
        then = now - timedelta(days=90)
        earlier = Assessment.objects.create(
            tenant=cast.north, episode=episode, agency=cast.council, form="coventry-2019", recorded_by=by,
            decided_at=then, status="authorised", outcome="plan", submitted_at=then, submitted_by=by,
            authorised_at=then, authorised_by=cast.manager,
        )  # fmt: skip
        ours = {"tenant": cast.north, "episode": episode, "agency": cast.council, "recorded_by": by}
        Copy.objects.create(**ours, assessment=earlier, kind="full", recipient="The GP", agreed_on=then)
        day.childs_copy = Copy.objects.create(
            **ours, assessment=assessment, kind="child", person=child, recipient=child.short_name
        )
        Assessment.objects.filter(pk=assessment.pk).update(
            status="submitted", submitted_at=now, submitted_by=by, outcome="single_agency", number=2, follows=earlier
        )
    return assessment


def more(cast, day, times):
    """Another of everything that any page lists, `times` over."""
    for _ in range(times):
        day.made = getattr(day, "made", 0) + 1
        _more(cast, day, day.made)
    sweep()


def _more(cast, day, number):
    by, now = cast.practitioner, timezone.now()
    with databases.as_owner():
        north = {"tenant": cast.north}
        ours = north | {"agency": cast.council, "recorded_by": by}
        of_episode = north | {"episode": cast.episode}
        agency = make_agency(cast.north, f"Agency {number}")
        worker = make_worker(f"worker.{number}@northbridge.example", agency, line_manager=cast.head)
        child = make_person(by, f"Reed{number}", date_of_birth=TODAY - timedelta(days=2000 + number))
        _join(cast, child)
        Relationship.objects.create(
            **north, family=cast.family, person=cast.dee, relative=child, relation="mother"
        )  # fmt: skip
        for person in (child, cast.aisha):
            place = ours | {"family": cast.family, "person": person}
            ended = {"ended_on": TODAY} if person == cast.aisha else {}
            Address.objects.create(**place, **ended, lines="1 Elm Row", postcode="CV99 1AA", is_protected=number % 2)
            SchoolPlace.objects.create(**place, **ended, school_name=f"School {number}")
            GpRegistration.objects.create(**place, **ended, practice_name=f"Practice {number}")
        helper = make_agency(cast.north, f"Helping {number}")
        share(cast.episode, helper, by)
        team = TeamAgency.objects.get(episode=cast.episode, agency=helper)
        TeamAgency.objects.create(
            **of_episode, agency=agency, added_by=by, ended_at=now, ended_by=by, helps_with="Routines"
        )
        exclusion = SharingExclusion.objects.create(**of_episode, worker=worker, reason="They know us", recorded_by=by)
        SharingExclusion.objects.create(
            **of_episode, agency=agency, reason="Asked", recorded_by=by, lifted_at=now, lifted_by=by, lift_reason="x"
        )
        given = ours | {"episode": cast.episode, "person": cast.dee, "form": "spoken", "agreed_on": TODAY}
        agreement = Agreement.objects.create(**given, kind="early_help", is_given=True)
        Agreement.objects.create(**given, kind="sharing", is_given=True, withdrawn_on=TODAY)
        LevelDecision.objects.create(
            **of_episode, level=3, reason="Why", decided_on=TODAY, decided_by=by, agency=cast.council
        )
        before = LeadAllocation.objects.create(
            **of_episode, lead_agency=cast.council, lead=cast.hub, agency=cast.council, allocated_by=cast.manager,
            allocated_at=now - timedelta(days=60), ended_at=now - timedelta(days=40), end_reason="Moved",
        )  # fmt: skip
        leads_now = LeadAllocation.objects.get(episode=cast.episode, ended_at=None)
        for allocation in [before, leads_now] if number == 1 else [before]:
            Handover.objects.create(
                **of_episode, allocation=allocation, lead=allocation.lead, agreed="Help in the mornings",
                first="Ring Dee", first_by=TODAY,
                talk_to="The school nurse", careful="No messages", agency=cast.council, recorded_by=cast.manager,
            )  # fmt: skip
        ManagementOversight.objects.create(
            **of_episode, agency=cast.council, recorded_by=cast.manager, occasion="periodic", by_when=TODAY,
            what_is_happening="x", what_is_working="x", what_should_be_done="x", why="x",
        )  # fmt: skip
        words = {"practitioner_name": "Jo Hill", "work_phone": "01632 960014", "started_on": TODAY - timedelta(days=99)}
        note = KeyAgencyNote.objects.create(
            **north, **words, person=cast.aisha, agency=cast.police, recorded_by=cast.partner, area_of_support="Sleep"
        )
        for person in (cast.aisha, child):
            KeyAgencyNote.objects.create(
                **north, **words, person=person, agency=agency, recorded_by=worker, area_of_support="Reading"
            )
        ReadLog.objects.create(
            **north, membership=cast.hub, page="cases:family", subject=cast.family.reference, status=200
        )
        day.last_family = _another_family(cast, f"Reed-{number}")
        Assessment.objects.create(
            **ours, episode=day.last_family, form="coventry-2019", decided_at=now, status="submitted",
            submitted_at=now, submitted_by=by, outcome="plan",
        )  # fmt: skip
        theirs = make_person(cast.teacher, f"Aisha{number}", "Reed", date_of_birth=TODAY - timedelta(days=3000))
        make_episode(cast.teacher, make_family(cast.teacher, "Reed family", theirs, area=cast.west), cast.west)
        Draft.objects.create(
            **north, membership=by, form="cases:record_contact", subject=day.last_family.reference,
            values={"working_well": ["Half"]},
        )  # fmt: skip
        area = Area.objects.create(**north, name=f"Area {number}", phone="01632 960201")
        AreaPostcode.objects.create(**north, area=area, prefix=f"ZX{number}")
        AreaPostcode.objects.create(**north, area=cast.east, prefix=f"ZY{number}")
        make_worker(f"hub.{number}@northbridge.example", cast.council, "hub_worker", cast.east, cast.manager)
        closure = NonWorkingDay.objects.create(
            **north, on=TODAY.replace(month=12, day=number), name="Training", kind="closure"
        )
        OrganisationEvent.objects.create(**north, kind="agency.added", data={"name": "x"}, membership=cast.admin)
        job = Job.objects.create(**north, name="ehm.invitations.send", attempts=9, error="OSError", membership=by)
        SearchLook.objects.create(**north, membership=by, terms={"q": f"Reed {number}", "why": "search"})
        Partnership.objects.create(name=f"Partnership {number}", slug=f"partnership-{number}", profile="hull-2018")
        RulebookOverride.objects.create(**north, standard="first_contact", values={"limit": 9}, made_by=cast.admin)
        token, _ = ApiToken.objects.issue(by, f"Program {number}", timedelta(days=30))
        make_worker(cast.practitioner.user.email, agency, "partner")
    contact = record(
        by,
        cast.episode,
        seen(cast.aisha, words="I like it here."),
        seen(cast.ben),
        happened_at=now - timedelta(hours=number),
    )
    allocate(cast, day.last_family)
    with databases.as_owner():
        for episode in (cast.episode, day.last_family):
            said = ours | {"episode": episode}
            declined = Declined.objects.create(
                **said, declined_on=TODAY, reason="Not now", next_step="try_again", try_again_on=TODAY,
                is_safety_a_worry=number % 2, risk_assessment="x", decided_by="x", decision="x",
            )  # fmt: skip
            Attempt.objects.create(**said, declined=declined, on=TODAY - timedelta(days=1), how="By phone", answer="No")
        due_in(Clock.objects.open().filter(episode=day.last_family, standard="seen"), -2)
        clock = Clock.objects.open().get(standard="seen", person=cast.aisha)
        of_clock = of_episode | {"clock": clock}
        ClockChange.objects.create(**of_clock, why="A holiday was added.", before=THEN, after=NOW, membership=by)
        ClockVariation.objects.create(
            **of_clock, interval_days=42, reason="Nights", family_agreed=True, asked_by=by, status="refused",
            decided_by=cast.manager, decided_at=now,
        )  # fmt: skip
    more_of_assessments(cast, day, number)
    planning.more_of_plans(cast, day, number)
    asking.more_requests(cast, day, number)
    day.last = contact, note, team, exclusion, agreement, job, token, closure


def more_of_assessments(cast, day, number):
    """One more line in each list of the assessment that is being written, and one more of what ended before."""
    by, assessment = cast.practitioner, day.assessment
    aisha = cast.aisha.reference
    save(by, assessment, "family",
         line("household_member", "household", {"name": f"Aunt {number}", "status": "Aunt"}),
         line("taking_part", "taking_part", {"person": cast.dee.reference, "took_part": "yes"}))  # fmt: skip
    save(by, assessment, "professionals",
         line("professional", "professionals", {"name": f"Jo {number}", "agency": "Sleep clinic"}))  # fmt: skip
    told = {"when": f"20{10 + number}", "what": "They moved", "impact": "New school"}
    save(by, assessment, "timeline", line("life_event", "life_events", told))
    save(by, assessment, "voice", line("seen", "seen_on", {"person": aisha, "seen_on": "2026-11-02"}))
    worry = line("worry", "worries", {"statement": f"Worry {number}", "goal": "Sleep"})
    save(by, assessment, "analysis", worry)
    score = Place("score", "worry_scale", worry.place.key, "worry:worry:practitioner")
    save(by, assessment, "analysis", Piece(score, {"value": "4", "reason": "", "why_none": ""}))
    needs = what_is_written(by, assessment).form.code_sets["needs"].offered()
    need = Place("need", "needs", "", needs[number % len(needs)].key)
    save(by, assessment, "context", Piece(need, {"answer": "yes", "comment": f"Said {number}", "worries": ()}))
    save(by, assessment, "sharing", line("limit", "limits", {"where": "strengths", "who": "other", "with_whom": "Nan"}))
    asked = ("voice_best", "voice_worries", "voice_wishes", "voice_observed", "voice_meaning", "voice_understanding")
    if number <= len(asked):
        save(by, assessment, "voice", answer(asked[number - 1], f"Told {number}", about=aisha))
    with databases.as_owner():
        ours = {"tenant": cast.north, "episode": cast.episode, "agency": cast.council}
        before = Assessment.objects.create(
            **ours, form="coventry-2019", decided_at=timezone.now(), recorded_by=by, status="withdrawn",
            withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_reason="Moved", number=1,
        )  # fmt: skip
        for one in (before, assessment):
            decision = Decision.objects.create(
                **ours, assessment=one, verdict="returned", review=f"More {number}", decided_by=cast.manager
            )
            Remark.objects.create(
                **ours, assessment=one, decision=decision, address="strengths", remark="Say who", made_by=cast.manager
            )
            day.copy = Copy.objects.create(
                **ours, assessment=one, kind="family", person=cast.dee, recipient="Dee", recorded_by=by
            )
        DirectWork.objects.create(
            **ours, assessment=assessment, recorded_by=by, question="voice_pictures", about=aisha, person=cast.aisha,
            address=f"voice/voice_pictures/{aisha}#D{number}", shows="A house", **pictures.kept(),
        )  # fmt: skip
        day.life_event = LifeEvent.objects.create(
            **ours, recorded_by=by, family=cast.family, said_when="spring 2019", sorts_on="2019-03-01", what="A move"
        )
        day.file = DirectWork.objects.filter(tenant=cast.north).latest("pk")
        LocalAddition.objects.create(
            tenant=cast.north, kind="value", key=f"local_{number}", added_by=cast.admin,
            entry={"code_set": "groups", "key": f"local_{number}", "name": f"Group {number}"},
        )  # fmt: skip


def _join(cast, person):
    FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=person, role="household")


def _another_family(cast, name, **fields):
    child = make_person(cast.practitioner, "Mia", name, date_of_birth=TODAY - timedelta(days=1500))
    family = make_family(cast.practitioner, f"{name} family", child, area=cast.east)
    return make_episode(cast.practitioner, family, cast.east, reason="They asked for help.", **fields)


def due_in(clocks, days):
    """Due so many days from now, for the next sweep to find."""
    due = timezone.now() + timedelta(days=days)
    earlier = timezone.now() - timedelta(days=5)
    clocks.update(due_at=due, limit_due_at=due, due_soon_at=earlier, next_evaluation_at=earlier)
    for clock in clocks:
        Episode.objects.filter(pk=clock.episode_id).update(next_due_at=due)
