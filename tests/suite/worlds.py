"""One record of every kind in three places: ours, another agency's, another partnership's. From ours the
police were excluded after they had been in the team. In each stands a word that only those who may read it may see."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm

from assessments.models import Answer, Assessment, Copy, Declined, DirectWork, LifeEvent, LocalAddition, Remark
from cases.models import (
    Address,
    Agreement,
    Contact,
    ContactPerson,
    Handover,
    KeyAgencyNote,
    LeadAllocation,
    SharingExclusion,
    TeamAgency,
    TimelineEvent,
)
from ehm.models import SearchLook
from ehm.models.tenancy import new_reference
from hubs.models import (
    AgendaItem,
    HelpRequest,
    HubMeeting,
    ItemAsk,
    KeptOut,
    RequestedPerson,
    RequestQuestion,
    Service,
    ToldService,
    WantedService,
)
from plans.models import (
    Feedback,
    FollowUp,
    FrontDoorContact,
    Goal,
    Invitation,
    Listing,
    Meeting,
    Plan,
    PlanCopy,
    PlanVersion,
    Promise,
    StepDown,
    StepDownPaper,
    StepUp,
)
from standards.models import Clock, ClockVariation
from tests import databases
from tests.assessments import pictures
from tests.cast import make_agency, make_worker
from tests.suite.followed import follow_up_of

CANARIES = {"own": "Kestrelwing", "other": "Larkwhistle", "salt": "Mallowmere"}


def make_worlds(cast):
    """World → kind → row. Made as the owner."""
    with databases.as_owner():
        places = {
            "own": (cast.family, cast.episode, cast.aisha, cast.practitioner),
            "other": (cast.hidden_family, cast.school_episode, cast.hidden_child, cast.teacher),
            "salt": (cast.salt_family, cast.salt_episode, cast.salt_child, cast.stranger),
        }
        worlds = {name: make_world(name, *place) for name, place in places.items()}
        team = TeamAgency.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, added_by=cast.practitioner
        )
        assign_perm("work_on_episode", Group.objects.get(pk=cast.police.principal_id), cast.episode)
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, reason="x", recorded_by=cast.practitioner
        )
        team.ended_at, team.ended_by = timezone.now(), cast.practitioner
        team.save(update_fields=["ended_at", "ended_by"])
    return worlds


REQUESTS = ({}, {"status": "returned"}, {"status": "decided", "outcome": "advice"})


def make_request(canary, episode, by, **how):
    """As whoever it is asked; one waits for an answer, one is decided."""
    decided = {"decided_at": timezone.now(), "decided_by": by, "told": canary} if "outcome" in how else {}
    row = HelpRequest.objects.create(
        tenant_id=episode.tenant_id, agency_id=by.agency_id, recorded_by=by, area_id=episode.area_id,
        came_by="signed_in", asked_at=timezone.now(), requester_name=canary, is_agreed=True, agreed_by=canary,
        agreed_on=date(2026, 3, 2), involvement=canary, worries=canary, strengths=canary, wanted=canary,
        address=canary, **how, **decided,
    )  # fmt: skip
    RequestedPerson.objects.create(tenant_id=row.tenant_id, request=row, position=0, who="child", given_name=canary)
    return row


def make_meetings(canary, request, by):
    """One to come and one that goes on, with the same family; the agency of `by` is asked about it."""
    of_hub = {"tenant_id": by.tenant_id, "area_id": request.area_id, "planned_for": timezone.now(), "recorded_by": by}
    planned = HubMeeting.objects.create(**of_hub, agenda_sent_at=timezone.now())
    running = HubMeeting.objects.create(**of_hub, status="running", started_at=timezone.now(), chair=by)
    made = {"hub_meeting": planned, "running_meeting": running, "followed_meeting": running}
    for meeting, called in ((planned, "agenda_item"), (running, "running_item")):
        item = AgendaItem.objects.create(
            tenant_id=by.tenant_id, meeting=meeting, place=1, starts_at=timezone.now(), minutes=10, group="request",
            request=request, family_name=canary, children=[canary], asked_by=canary, waits_since=timezone.now(),
            story=canary, is_on=True, is_now=meeting is running, recorded_by=by,
        )  # fmt: skip
        made[called] = item
        made["item_ask"] = ItemAsk.objects.create(
            tenant_id=by.tenant_id, item=item, asked_agency_id=by.agency_id, basis="asked", recorded_by=by, knows=canary
        )
    return made


def make_world(name, family, episode, child, by):
    canary = CANARIES[name]
    tenant_id, now, today = family.tenant_id, timezone.now(), date(2026, 3, 2)
    family.name = f"{canary} family"
    family.save(update_fields=["name"])
    child.family_name = canary
    child.save(update_fields=["family_name"])
    row = {"tenant_id": tenant_id, "agency_id": by.agency_id}
    contact = Contact.objects.create(
        **row, episode=episode, recorded_by=by, happened_at=now, kind="home_visit", working_well=f"{canary} laughed"
    )
    ContactPerson.objects.create(**row, contact=contact, episode=episode, person=child, was_seen=True)
    event = TimelineEvent.objects.create(
        **row,
        kind="contact.recorded",
        family=family,
        episode=episode,
        membership=by,
        occurred_at=now,
        data={"kind": "home_visit", "seen": [canary], "contact": contact.reference},
    )
    clock = Clock.objects.create(
        tenant_id=tenant_id, standard="seen", rulebook="coventry-2019", episode=episode, family=family,
        area_id=episode.area_id, subject_kind="child", subject=child.reference, person=child, holder=by,
        holder_agency_id=by.agency_id, started_by="allocation.made", start_event=event, started_at=now,
        due_at=now + timedelta(days=28), limit_due_at=now + timedelta(days=28), due_soon_at=now + timedelta(days=22),
        state="running", next_evaluation_at=now + timedelta(days=22),
    )  # fmt: skip
    assessment = Assessment.objects.create(
        **row, episode=episode, form=by.tenant.profile, decided_at=now, recorded_by=by
    )
    Answer.objects.create(
        **row,
        assessment=assessment,
        episode=episode,
        recorded_by=by,
        question="working_well",
        address="strengths/working_well",
        values=[f"{canary} sings"],
    )
    file = DirectWork.objects.create(
        **row,
        **pictures.kept(),
        assessment=assessment,
        episode=episode,
        recorded_by=by,
        question="voice_pictures",
        about=child.reference,
        person=child,
        address=f"voice/voice_pictures/{child.reference}#1",
        shows=f"{canary} in a tree",
    )
    plan = Plan.objects.create(**row, episode=episode, recorded_by=by, what_it_takes=f"{canary} takes time")
    of_plan = row | {"episode": episode, "plan": plan, "recorded_by": by}
    goal = Goal.objects.create(**of_plan, what=f"{canary} sleeps")
    meeting = Meeting.objects.create(
        **row, episode=episode, plan=plan, kind="planning", starts_at=now, place=canary, recorded_by=by
    )
    guest = Invitation.objects.create(**row, episode=episode, meeting=meeting, name=f"Aunt {canary}", recorded_by=by)
    held = Meeting.objects.create(
        **row, episode=episode, plan=plan, kind="planning", starts_at=now, decided=canary, recorded_by=by,
        status="held", written_at=now, written_by=by, why_no_next="x",
    )  # fmt: skip
    of_episode = row | {"episode": episode, "recorded_by": by}
    stepped_down = StepDown.objects.create(
        **of_episode, route="meeting", came_from="child_in_need", social_worker=canary, family_view="agrees"
    )
    allocation = LeadAllocation.objects.get(episode=episode)
    Handover.objects.create(
        **row, episode=episode, allocation=allocation, lead=by, recorded_by=by, agreed=canary, first=canary,
        talk_to=canary, careful=canary,
    )  # fmt: skip
    FollowUp.objects.create(**of_episode, because="front_door", to_do=canary)
    requests = [make_request(canary, episode, by, **how) for how in REQUESTS]
    RequestQuestion.objects.create(tenant_id=tenant_id, request=requests[1], asked=canary, asked_by=by)
    kept_out = KeptOut.objects.create(
        **row, request=requests[0], recorded_by=by, reason=canary, kept_agency=make_agency(by.tenant, f"Kept {name}")
    )
    service = Service.objects.create(tenant_id=tenant_id, name=f"Club {name}", what="Evenings.")
    WantedService.objects.create(tenant_id=tenant_id, request=requests[0], service=service)
    ToldService.objects.create(tenant_id=tenant_id, request=requests[2], service=service, name=canary, what="x")
    return SimpleNamespace(
        canary=canary,
        service=service,
        kept_out=kept_out,
        **follow_up_of(canary, requests[0], by),
        **dict(zip(("help_request", "asked_request", "decided_request"), requests, strict=True)),
        **make_meetings(name, requests[0], by),
        talk=StepUp.objects.create(
            **of_episode,
            held_at=now,
            with_whom=canary,
            worries=canary,
            tried=canary,
            is_harm_feared=False,
            outcome="advice",
        ),  # fmt: skip
        front_door_contact=FrontDoorContact.objects.create(
            **of_episode,
            made_at=now,
            how="phone",
            worry=canary,
            is_harm_feared=True,
            parents_told=True,
            children_told="yes",
        ),  # fmt: skip
        stepped_down=stepped_down,
        listing=Listing.objects.create(**of_episode, because="no_lead", step_down=stepped_down, is_harm_ruled_out=True),
        social_paper=StepDownPaper.objects.create(
            **of_episode,
            step_down=stepped_down,
            kind="plan",
            name=f"{canary}.pdf",
            media_type="application/pdf",
            data=b"%PDF-1.7 " + canary.encode(),
            family_agreed=True,
        ),  # fmt: skip
        held_meeting=held,
        plan_copy=PlanCopy.objects.create(
            **row, episode=episode, meeting=held, kind="full", recipient=canary, recorded_by=by
        ),
        plan=plan,
        goal=goal,
        promise=Promise.objects.create(**of_plan, goal=goal, what=f"Read to {canary}", by_when=today, somebody=canary),
        plan_version=PlanVersion.objects.create(**of_plan, number=1, level=2, agreed_with=canary),
        meeting=meeting,
        guest=guest,
        feedback=Feedback.objects.create(
            **row, episode=episode, person=child, questions="child", asked="link", recorded_by=by
        ),
        assessment=assessment,
        file=file,
        life_event=LifeEvent.objects.create(
            **row, family=family, episode=episode, recorded_by=by, said_when="2020", what=f"{canary} moved"
        ),
        declined=Declined.objects.create(
            **row,
            episode=episode,
            declined_on=today,
            reason=f"{canary} said no",
            next_step="try_again",
            try_again_on=today,
            is_safety_a_worry=False,
            recorded_by=by,
        ),  # fmt: skip
        copy=Copy.objects.create(
            **row,
            assessment=assessment,
            episode=episode,
            kind="full",
            recipient=canary,
            agreed_on=today,
            agreed_with=canary,
            recorded_by=by,
        ),
        remark=Remark.objects.create(
            **row, assessment=assessment, episode=episode, address="strengths", remark=canary, made_by=by
        ),  # fmt: skip
        family=family,
        episode=episode,
        person=child,
        contact=contact,
        clock=clock,
        variation=ClockVariation.objects.create(
            tenant_id=tenant_id,
            clock=clock,
            episode=episode,
            interval_days=42,
            reason=canary,
            family_agreed=True,
            asked_by=by,
        ),  # fmt: skip
        address=Address.objects.create(
            **row, family=family, person=child, lines=f"1 {canary} Street", postcode="CV99 1AA", recorded_by=by
        ),
        note=KeyAgencyNote.objects.create(
            **row,
            person=child,
            practitioner_name="Sam",
            work_phone="01632 960000",
            area_of_support="Routines",
            started_on=today,
            recorded_by=by,
        ),  # fmt: skip
        team=TeamAgency.objects.create(tenant_id=tenant_id, episode=episode, agency_id=by.agency_id, added_by=by),
        exclusion=SharingExclusion.objects.create(
            tenant_id=tenant_id, episode=episode, worker=another_worker(by), reason=canary, recorded_by=by
        ),
        agreement=Agreement.objects.create(
            **row,
            episode=episode,
            person=child,
            kind="early_help",
            is_given=True,
            form="spoken",
            agreed_on=today,
            recorded_by=by,
        ),  # fmt: skip
        own_question=own(
            by, name, "question", {"section": "family", "kind": "text", "text": f"Which pets did {name} bring?"}
        ),
        own_value=own(by, name, "value", {"code_set": "groups", "name": f"Families of {name}"}),
        look=SearchLook.objects.create(tenant_id=tenant_id, membership=by, terms={"q": canary}),
        agency=by.agency,
        membership=by,
        area=episode.area,
    )


def own(by, name, kind, entry):
    """What an administrator added to the form: the whole partnership's, so without a word that is somebody's."""
    key = f"local_{kind}_{name}"
    return LocalAddition.objects.create(
        tenant_id=by.tenant_id, kind=kind, key=key, entry=entry | {"key": key}, added_by=by
    )


def another_worker(by):
    """Somebody of the same partnership whom nothing in these tests is about."""
    agency = make_agency(by.tenant, f"Elsewhere {by.tenant.pk} {by.pk}")
    return make_worker(f"elsewhere{by.pk}@example.example", agency)


class Nowhere:
    """A record that does not exist, whatever its kind."""

    reference = new_reference()
    pk = "00000000-0000-4000-8000-000000000000"

    def __getattr__(self, name):
        return self
