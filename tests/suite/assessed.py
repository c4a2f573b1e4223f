"""Everything that can happen to the assessments of one family, once."""

from datetime import timedelta

from django.utils import timezone

from assessments.actions import (
    deciding,
    declining,
    direct_work,
    life_events,
    outcomes,
    putting_right,
    versions,
    writing,
)
from assessments.actions.copies import add_copy, give_copy
from assessments.declining import Attempt, Declined, NextStep
from assessments.handing import Recipient
from assessments.models import Assessment, CopyKind
from ehm.files.picture import read_picture
from tests import databases
from tests.assessments.pictures import a_jpeg
from tests.assessments.writing import decided, fill, submit
from tests.cases.acting import done

TODAY = timezone.localdate()


def assess(cast, episode, child, mother):
    """Declined, given up, then written: returned once, stepped up, put right, handed over; and a second version."""
    by = cast.practitioner
    said_no = Declined((Attempt(TODAY, "By phone", "No"),), "Not now", NextStep.TRY_AGAIN, TODAY, False)
    declined = done(by, declining.decline_assessment, episode=episode, declined=said_no, declined_on=TODAY)
    done(by, declining.add_attempt, declined=declined, attempt=Attempt(TODAY, "At home", "Yes"))
    given_up = decided(cast, episode=episode)
    done(by, writing.withdraw_assessment, assessment=given_up, reason="They were away")
    told = {"said_when": "spring 2019", "what": "They moved", "impact": "A new school"}
    done(by, life_events.add_life_event, episode=episode, **told)

    first = decided(cast, episode=episode)
    drawing = {"question": "voice_pictures", "about": child.reference, "file": read_picture(a_jpeg())}
    done(by, direct_work.add_direct_work, assessment=first, **drawing, shows="The sea", made_on=TODAY)
    for _ in range(2):  # the second time what is asked about each worry
        fill(by, first, outcome="step_up")
    submit(by, first, TODAY)
    done(cast.manager, deciding.return_assessment, assessment=first, review="How often?", remarks=())
    submit(by, first)
    steps = outcomes.Steps(prepares_step_up=True)
    done(cast.manager, outcomes.authorise_and_follow, assessment=first, review="Yes", steps=steps)
    first = now(first)
    days = {"shared_on": first.shared_on, "completed_at": first.completed_at}
    earlier = first.decided_at - timedelta(minutes=1)
    done(by, putting_right.put_days_right, assessment=first, decided_at=earlier, **days, reason="A slip")
    reader = Recipient(CopyKind.FAMILY, mother.name, person=mother)
    copy = done(by, add_copy, assessment=first, recipient=reader, agreed_on=TODAY, agreed_with=mother.name)
    done(by, give_copy, copy=copy, given_on=TODAY, given_how="By hand")

    second = done(by, versions.start_next_version, assessment=first, decided_at=timezone.now())
    with databases.as_owner():  # what else it says changes no sentence
        Assessment.objects.filter(pk=second.pk).update(
            status="submitted", submitted_at=timezone.now(), submitted_by=by, outcome="single_agency"
        )
    steps = outcomes.Steps(asked=outcomes.Asked(cast.charity, "Sleep"))
    done(cast.manager, outcomes.authorise_and_follow, assessment=now(second), review="Yes", steps=steps)


def now(assessment):
    with databases.as_owner():
        return Assessment.objects.select_related("episode__family").get(pk=assessment.pk)
