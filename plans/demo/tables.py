"""Every table that plans fill, with the columns that vary."""

from __future__ import annotations

from ehm.demo.copying import Table
from plans.models import (
    AgreedGoal,
    AgreedPromise,
    ClosedNeed,
    Closing,
    Feedback,
    FollowUp,
    FrontDoorContact,
    Goal,
    Invitation,
    LaterScore,
    Listing,
    Meeting,
    Move,
    Plan,
    PlanCopy,
    PlanVersion,
    Progress,
    Promise,
    Reply,
    StepDown,
    StepUp,
    Stuck,
)

ROW = "id tenant_id reference episode_id agency_id recorded_by_id "
PART = ROW + "plan_id position saved_at "
AGREED = "id tenant_id episode_id version_id position what person_id "
RUNS = "what_it_takes review_every_days coordinated_by expected_end_on how_measured contingency "


class PlanTables:
    def __init__(self) -> None:
        self.plan = Table(
            Plan,
            ROW + RUNS + "assessment_id status number recorded_at agreed_at ended_at ended_by_id ended_reason",
        )
        self.goal = Table(Goal, PART + "what how good_progress is_cause needs worries person_id")
        self.promise = Table(
            Promise,
            PART + "kind goal_id what worker_id person_id somebody by_when measure consequence status finished_on"
            " finished_by_id note meeting_id",
        )
        self.move = Table(Move, ROW + "promise_id before after reason recorded_at")
        self.meeting = Table(
            Meeting,
            ROW + "recorded_at plan_id follows_id kind status starts_at place family_asked_for working_well"
            " worried_about childs_voice decided celebrated new_needs new_strengths outcome next_on why_no_next"
            " written_at written_by_id cancelled_at cancelled_by_id cancelled_reason",
        )
        self.invitation = Table(
            Invitation, ROW + "recorded_at meeting_id worker_id person_id asked_agency_id attended heard_how"
        )
        self.reply = Table(Reply, ROW + "recorded_at invitation_id answer report")
        self.progress = Table(Progress, PART + "meeting_id goal_id made in_the_way score")
        self.score = Table(
            LaterScore,
            ROW + "recorded_at at meeting_id scale_set scale about respondent value reason given_on",
        )
        self.version = Table(PlanVersion, ROW + RUNS + "plan_id number agreed_at agreed_with assessment_id level")
        self.agreed_goal = Table(AgreedGoal, AGREED + "goal_id how good_progress is_cause needs worries")
        self.agreed_promise = Table(
            AgreedPromise,
            AGREED + "promise_id goal_id kind worker_id somebody by_when measure consequence status",
        )
        self.copy = Table(
            PlanCopy,
            ROW + "recorded_at kind person_id for_agency_id recipient agreed_on agreed_with given_on given_how"
            " given_by_id version_id",
        )
        self.stuck = Table(
            Stuck,
            ROW + "recorded_at because is_harm_ruled_out tried wants advice advised_by_id advised_at went_on ended_at",
        )
        self.closing = Table(
            Closing,
            ROW + "recorded_at changed_at reason rationale family_view family_says professionals_agree goes_on lacked",
        )
        self.closed_need = Table(ClosedNeed, ROW + "recorded_at item outcome")
        self.feedback = Table(
            Feedback, ROW + "recorded_at person_id questions asked asked_on why_not answers answered_on"
        )
        self.step_down = Table(
            StepDown,
            ROW + "recorded_at route came_from social_worker handed_over_on agreed if_worse family_view family_says",
        )
        self.follow_up = Table(FollowUp, ROW + "recorded_at because asked_on with_whom heard asked_by_id to_do")
        self.step_up = Table(StepUp, ROW + "recorded_at held_at with_whom worries tried is_harm_feared outcome advice")
        self.listing = Table(
            Listing, ROW + "recorded_at because step_up_id step_down_id is_harm_ruled_out ended_at ended_because"
        )
        self.front_door = Table(
            FrontDoorContact,
            ROW + "recorded_at made_at step_up_id how spoke_with children worry is_harm_feared parents_told"
            " children_told ask_on sent_at heard_at decision heard",
        )

    def all(self) -> list[Table]:
        return list(vars(self).values())
