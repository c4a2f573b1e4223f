"""Who may do what with an assessment. Whoever asks can see it already."""

from assessments.lifecycle import BEING_WRITTEN, Status
from assessments.models import Assessment, Remark
from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.permissions.episodes import leads
from cases.permissions.oversight import is_own_work
from ehm.models import Partnership, Role
from ehm.rows.actor import Actor


def can_decide_to_assess(actor: Actor, episode: Episode) -> bool:
    """Whoever runs the episode decides with the family; so does a partner who leads it."""
    return leads(actor, episode) and episode.status in RUNNING


def can_write_assessment(actor: Actor, assessment: Assessment) -> bool:
    """The whole team around the family fills it in, each what they know."""
    return actor.writes_cases and assessment.episode.status in RUNNING


def can_submit_assessment(actor: Actor, assessment: Assessment) -> bool:
    return leads(actor, assessment.episode) and assessment.episode.status in RUNNING


def can_authorise_assessment(actor: Actor, assessment: Assessment) -> bool:
    """A manager of the lead agency or of the area. Nobody authorises their own work, in whichever place they did it,
    also where a colleague handed it in again since."""
    wrote = assessment.submitted_by is not None and assessment.submitted_by.user_id == actor.user.pk
    episode = assessment.episode
    if not actor.is_(Role.MANAGER) or not leads(actor, episode) or wrote or is_own_work(actor, episode):
        return False
    same = Assessment.objects.filter(tenant_id=assessment.tenant_id, pk=assessment.pk)
    return same.never_submitted_by(actor.user.pk).exists()


def can_settle_remark(actor: Actor, remark: Remark) -> bool:
    """While the assessment is being mended."""
    return can_submit_assessment(actor, remark.assessment) and remark.assessment.status in BEING_WRITTEN


def can_follow_outcome(actor: Actor, assessment: Assessment) -> bool:
    """Whoever leads. Each step asks for its own right as well."""
    return leads(actor, assessment.episode) and assessment.episode.status in RUNNING


def can_start_version(actor: Actor, assessment: Assessment) -> bool:
    """Whoever runs the episode decides with the family to look at it all again."""
    return leads(actor, assessment.episode) and assessment.episode.status in RUNNING


def can_share_assessment(actor: Actor, assessment: Assessment) -> bool:
    """Give copies, and keep the list of who gets them."""
    return leads(actor, assessment.episode)


def can_put_assessment_right(actor: Actor, assessment: Assessment) -> bool:
    return leads(actor, assessment.episode) and assessment.status != Status.WITHDRAWN


def can_add_life_event(actor: Actor, episode: Episode) -> bool:
    return actor.writes_cases


def can_change_form(actor: Actor, partnership: Partnership) -> bool:
    """A partnership's own questions and values."""
    return actor.is_(Role.ADMINISTRATOR) and actor.tenant_id == partnership.pk
