"""The plans of a random partnership, whose goals answer what is kept from some; once more who reads what of them."""

from django.utils import timezone

from assessments import models as assessments
from cases import models as cases
from plans import models as plans

# Who sees the help sees these; whoever leads it, or its area, writes them.
WAYS_OUT = [plans.StepUp, plans.StepDown, plans.StepDownPaper, plans.Listing, plans.Closing, plans.Feedback]
LED = [plans.Plan, plans.PlanVersion, plans.Meeting, plans.Invitation, plans.Stuck, *WAYS_OUT]
CHILDREN = [plans.Reply, plans.FrontDoorContact, plans.Pack]  # written in one's own agency's name
LED_ONLY = [plans.PlanCopy, plans.FollowUp, cases.Handover]
OWN = [plans.Consultation]  # nobody else's, whoever they are
PARTS = [plans.Goal, plans.Promise, plans.Move, plans.Progress, plans.Step, plans.LaterScore, plans.ClosedNeed]


class Planning:
    """What stands in the plans of one world. `answers`: by model and number the needs and worries that a row says
    something about, or the scale of a later score."""

    def __init__(self, world):
        self.world, self.chance, self.plans, self.answers = world, world.chance, {}, {}

    def does_something(self):
        often = [*[self.add_goal] * 4, *[self.answer_otherwise] * 2, *[self.score] * 2, *[self.close_need] * 2]
        ways_out = [self.step_up, self.tell_front_door, self.step_down, self.write_closing, self.ask_without_names]
        ways_out += [self.hand_over]
        self.chance.choice([*often, *ways_out])()

    def row(self, episode):
        by = self.chance.choice(self.world.workers)
        return {"tenant": self.world.tenant, "episode": episode, "agency_id": by.agency_id, "recorded_by": by}

    def some_plan(self):
        paper = self.world.writing.some_paper()
        if paper is None:
            return None
        episode = paper.episode
        if episode.pk not in self.plans:
            row = self.row(episode)
            plan = plans.Plan.objects.create(**row, status="agreed", agreed_at=timezone.now(), number=1)
            meeting = plans.Meeting.objects.create(**row, plan=plan, kind="review", starts_at=timezone.now())
            asked = plans.Invitation.objects.create(**row, meeting=meeting, name="x")
            plans.Reply.objects.create(**row, invitation=asked, answer="coming")
            contact = cases.Contact.objects.create(**row, happened_at=timezone.now(), kind="phone")
            plans.Stuck.objects.create(
                **row, because="family", is_harm_ruled_out=True, ended_at=timezone.now(), went_on="x"
            )
            version = plans.PlanVersion.objects.create(**row, plan=plan, number=1, level=3)
            plans.PlanCopy.objects.create(**row, version=version, kind="full", recipient="x")
            self.plans[episode.pk] = plan, meeting, contact
        return episode, *self.plans[episode.pk]

    def found(self, episode, model):
        """Of the assessments of an episode, what goals can answer: item or reference → who wrote it, where."""
        papers = [paper for paper in self.world.writing.papers if paper.episode == episode]
        rows = {row.pk: row for row in model.objects.filter(tenant=self.world.tenant, episode=episode)}
        return [
            (rows[pk], paper, place)
            for paper in papers
            for (kind, pk), place in paper.places.items()
            if kind is model and pk in rows
        ]

    def chosen(self, episode):
        needs = [row.item for row, _, _ in self.found(episode, assessments.Need)]
        worries = [row.reference for row, _, _ in self.found(episode, assessments.Worry)]
        return {
            "needs": self.chance.sample(needs, min(len(needs), self.chance.choice([0, 1, 2]))),
            "worries": self.chance.sample(worries, min(len(worries), self.chance.choice([0, 1]))),
        }

    def add_goal(self):
        """With everything that can hang on it."""
        found = self.some_plan()
        if found is None:
            return
        episode, plan, meeting, contact = found
        row = self.row(episode) | {"plan": plan}
        answers = self.chosen(episode)
        goal = plans.Goal.objects.create(**row, what="x", **answers)
        promise = plans.Promise.objects.create(**row, goal=goal, what="x")
        of_promise = {name: given for name, given in row.items() if name != "plan"}
        made = [
            goal,
            promise,
            plans.Move.objects.create(**of_promise, promise=promise, after="2026-01-01", reason="x"),
            plans.Progress.objects.create(**row, meeting=meeting, goal=goal, made="x"),
            plans.Step.objects.create(**row, contact=contact, goal=goal, words="x"),
        ]
        self.answers |= {(type(one), one.pk): answers for one in made}

    def answer_otherwise(self):
        """A goal answers something else from now on, and what hangs on it follows."""
        goals = [key for key in self.answers if key[0] is plans.Goal]
        if not goals:
            return
        goal = plans.Goal.objects.get(pk=self.chance.choice(goals)[1])
        answers, before = self.chosen(goal.episode), self.answers[plans.Goal, goal.pk]
        goal.needs, goal.worries = answers["needs"], answers["worries"]
        goal.save(update_fields=["needs", "worries"])
        self.answers |= {key: answers for key, given in self.answers.items() if given is before}

    def some_running(self, model):
        """A plan of help that goes on, and what can be answered of what its assessments found."""
        found = self.some_plan()
        rows = self.found(found[0], model) if found and found[0].status != "closed" else []
        return (*found[:3], self.chance.choice(rows)[0]) if rows else None

    def score(self):
        """On a scale of the assessment, once more."""
        found = self.some_running(assessments.Score)
        if found is None:
            return
        episode, _, meeting, first = found
        scale = {"scale_set": first.scale_set, "scale": first.scale, "about": first.about}
        if not plans.LaterScore.objects.filter(meeting=meeting, **scale).exists():
            given = {"at": "review", "respondent": "practitioner", "value": 5, "given_on": "2026-01-01"}
            later = plans.LaterScore.objects.create(**self.row(episode), **scale, **given, meeting=meeting)
            self.answers[plans.LaterScore, later.pk] = {"scale": scale}

    def close_need(self):
        found = self.some_running(assessments.Need)
        if found is None:
            return
        episode, item = found[0], found[3].item
        if not plans.ClosedNeed.objects.filter(episode=episode, item=item).exists():
            row = plans.ClosedNeed.objects.create(**self.row(episode), item=item, outcome="met")
            self.answers[plans.ClosedNeed, row.pk] = {"needs": [item], "worries": []}

    def some_help(self):
        """That goes on: what is written of its end is written before."""
        episode = self.world.some_episode()
        return episode if episode is not None and episode.status != "closed" else None

    def step_up(self):
        """Talked about, and listed for the meeting."""
        episode, now = self.some_help(), timezone.now()
        if episode is not None:
            row = self.row(episode)
            said = {"held_at": now, "with_whom": "x", "worries": "x", "tried": "x", "is_harm_feared": False}
            talk = plans.StepUp.objects.create(**row, **said, outcome="meeting")
            ended = {"is_harm_ruled_out": True, "ended_at": now, "ended_because": "x"}
            plans.Listing.objects.create(**row, **ended, because="complex", step_up=talk)

    def tell_front_door(self):
        """By anybody, after help has ended too; and the pack."""
        episode, now = self.world.some_episode(), timezone.now()
        if episode is not None:
            row, told = self.row(episode), {"is_harm_feared": True, "parents_told": True, "children_told": "yes"}
            contact = plans.FrontDoorContact.objects.create(**row, **told, made_at=now, how="phone", worry="x")
            given = {"recipient": "x", "given_on": timezone.localdate(), "given_how": "x"}
            plans.Pack.objects.create(**self.row(episode), **given, contact=contact)

    def step_down(self):
        episode = self.some_help()
        if episode is not None and not plans.StepDown.objects.filter(episode=episode).exists():
            row, said = self.row(episode), {"came_from": "child_in_need", "social_worker": "x", "family_view": "agrees"}
            over = {"route": "review", "handed_over_on": timezone.localdate(), "if_worse": "x"}
            down = plans.StepDown.objects.create(**row, **said, **over)
            paper = {"kind": "plan", "media_type": "application/pdf", "data": b"x", "family_agreed": True}
            plans.StepDownPaper.objects.create(**row, **paper, step_down=down)

    def hand_over(self):
        """Whoever leads is told what to do first; where a partner leads, the coordinator asks how it goes."""
        episode = self.some_help()
        if episode is None or plans.FollowUp.objects.filter(episode=episode).exists():
            return
        row = self.row(episode)
        plans.FollowUp.objects.create(**row, because="front_door")
        allocation = cases.LeadAllocation.objects.get(episode=episode)
        cases.Handover.objects.create(**row, allocation=allocation, lead=allocation.lead, first="x")

    def write_closing(self):
        episode = self.some_help()
        if episode is not None and not plans.Closing.objects.filter(episode=episode).exists():
            said = {"reason": "needs_met", "rationale": "x", "family_view": "agrees"}
            plans.Closing.objects.create(**self.row(episode), **said)
            person = self.chance.choice(self.world.people)
            plans.Feedback.objects.create(**self.row(episode), person=person, questions="parents", asked="link")

    def ask_without_names(self):
        said = {"on": timezone.localdate(), "asked": "x", "advice": "x", "then": "talk"}
        by = self.chance.choice(self.world.workers)
        plans.Consultation.objects.create(tenant=self.world.tenant, membership=by, **said)

    # The rules once more.

    def reads(self, worker, model, row):
        """Of somebody who sees the episode: whether none of what the row says something about is kept from them, in any
        assessment of the episode."""
        answers = self.answers[model, row.pk]
        if "scale" in answers:
            told = [
                one
                for one in self.found(row.episode, assessments.Score)
                if {name: getattr(one[0], name) for name in ("scale_set", "scale", "about")} == answers["scale"]
            ]
        else:
            needs = self.found(row.episode, assessments.Need)
            worries = self.found(row.episode, assessments.Worry)
            told = [one for one in needs if one[0].item in answers["needs"]]
            told += [one for one in worries if one[0].reference in answers["worries"]]
        return not any(paper.is_kept_from(worker, *where) for _, paper, where in told)
