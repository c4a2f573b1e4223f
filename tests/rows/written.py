"""What is written into the assessments of a random partnership, whom parts of it are kept from, and once more, over
plain values, who reads what."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessments import models as assessments
from assessments.address import Address
from assessments.models.assessments import WHOLE
from ehm.models import Role
from ehm.models.tenancy import new_reference

LED = [assessments.Assessment, assessments.Declined, assessments.Attempt]
PARTS = [
    assessments.Answer,
    assessments.Need,
    assessments.Worry,
    assessments.Score,
    assessments.HouseholdMember,
    assessments.Professional,
    assessments.Seen,
    assessments.TakingPart,
    assessments.DirectWork,
    assessments.Limit,
    assessments.Remark,
    assessments.Decision,
]
LIMITS = ("sharing", "limits", "", "")
ALL = ("", "", "", "")  # section, question, whom it is about, row: what is blank is not narrowed down
# Two questions and two sections whose names begin alike: a limit on one says nothing about the other.
QUESTIONS = [("strengths", "working"), ("strengths", "working_well"), ("strengths_too", "working_well")]
PICTURE = {"media_type": "image/png", "data": b"x"}
LISTS = {
    assessments.HouseholdMember: ("family", "household"),
    assessments.Professional: ("professionals", "professionals"),
    assessments.Seen: ("voice", "seen_on"),
    assessments.TakingPart: ("family", "taking_part"),
    assessments.Worry: ("analysis", "worries"),
}


def text(place):
    return WHOLE if place == ALL else str(Address(*place))


def within(place, other):
    """Whether `place` is `other`, or lies in it."""
    return all(named in ("", given) for given, named in zip(place, other, strict=True))


def narrower(place):
    """The whole form, the section of `place`, its question, and `place` itself."""
    section, question, _, _ = place
    return [ALL, (section, "", "", ""), (section, question, "", ""), place]


@dataclass
class Kept:
    """A limit: a place of one assessment, and the agency or the worker whom it is kept from."""

    row: assessments.Limit
    place: tuple

    def names(self, worker):
        """An auditor checks every agency: only somebody's own name keeps them out."""
        if self.row.kept_from_worker is not None:
            return self.row.kept_from_worker.user_id == worker.user_id
        return self.row.kept_from_agency == worker.agency and worker.role != Role.AUDITOR

    def covers(self, place, about=""):
        """A line goes with all that is said about it elsewhere, such as how bad a worry is."""
        return within(place, self.place) or (self.place[3] != "" and self.place[3] == about)


class Paper:
    """One assessment: its limits, and by model and number the place of all that is written."""

    def __init__(self, row, episode):
        self.row, self.episode, self.limits, self.places, self.judged = row, episode, [], {}, {}

    def keep(self, row, place, about=""):
        self.places[type(row), row.pk] = place, about

    def kept_from(self, worker):
        return [kept for kept in self.limits if kept.row.removed_at is None and kept.names(worker)]

    def is_kept_from(self, worker, place, about=""):
        return any(kept.covers(place, about) for kept in self.kept_from(worker))


class Writing:
    """The assessments of one world."""

    def __init__(self, world):
        self.world, self.chance, self.papers = world, world.chance, []
        self.events = {}  # number of a life event → its episode, paper, place and the event that it was told as before

    def does_something(self):
        often = [*[self.write] * 3, *[self.limit] * 8, self.begin, self.lift, self.judge, self.tell, self.decline]
        self.chance.choice(often)()

    # What people write.

    def somebody(self):
        return self.chance.choice(self.world.workers)

    def some_paper(self):
        return self.chance.choice(self.papers) if self.papers else None

    def of(self, episode, by):
        return {"tenant": self.world.tenant, "episode": episode, "agency_id": by.agency_id}

    def begin(self):
        """Each begins from the one before it, whose life events are told on."""
        episode, by = self.world.some_episode(), self.somebody()
        if episode is None:
            return
        before = [paper for paper in self.papers if paper.episode.family_id == episode.family_id]
        of_episode = [paper for paper in before if paper.episode == episode]
        for paper in of_episode:
            self.hand_in(paper)
        row = assessments.Assessment.objects.create(
            **self.of(episode, by), form="coventry-2019", decided_at=timezone.now(), recorded_by=by,
            number=len(of_episode) + 1,
        )  # fmt: skip
        self.papers.append(Paper(row, episode))
        assessments.Copy.objects.create(
            **self.of(episode, by), assessment=row, kind="full", recipient="x", recorded_by=by
        )
        told = [event for event, (_, paper, _, _) in self.events.items() if paper in before[-1:]]
        for event in told:
            self.add_event(self.papers[-1], episode, by, before=event)

    def hand_in(self, paper):
        paper.row.status, paper.row.submitted_at, paper.row.submitted_by = "submitted", timezone.now(), self.somebody()
        paper.row.save(update_fields=["status", "submitted_at", "submitted_by"])

    def write(self):
        paper, by = self.some_paper(), self.somebody()
        if paper is None or not paper.row.is_being_written:
            return
        row = self.of(paper.episode, by) | {"assessment": paper.row, "recorded_by": by}
        for model, (section, question) in LISTS.items():
            reference, child = new_reference(), self.chance.choice(self.world.people)
            place, about = (section, question, "", reference), ""
            if model in (assessments.Seen, assessments.TakingPart):
                about = child.reference
            line = row | {"address": text(place), "question": question, "about": about, "reference": reference}
            paper.keep(model.objects.create(**line), place, about)
            if model is assessments.Worry:
                self.add_score(paper, row, reference)
        self.add_answers(paper, row, child)
        self.add_event(paper, paper.episode, by)

    def add_score(self, paper, row, worry):
        place = ("analysis", "worry_scale", worry, "")
        views = {"scale_set": "worry", "scale": "worry", "respondent": self.chance.choice(["child", "parent"])}
        score = row | views | {"address": text(place), "question": "worry_scale", "about": worry}
        paper.keep(assessments.Score.objects.create(**score), place, worry)

    def add_answers(self, paper, row, child):
        spots = [("", question) for question in QUESTIONS] + [(child.reference, ("voice", "voice_worries"))]
        for about, (section, question) in spots:
            place = (section, question, about, "")
            spot = {
                "tenant": row["tenant"],
                "assessment": paper.row,
                "question": f"{section}.{question}",
                "about": about,
            }
            if not assessments.Answer.objects.filter(**spot).exists():
                answer = row | spot | {"address": text(place)}
                paper.keep(assessments.Answer.objects.create(**answer), place, about)
        item, picture = f"need{len(paper.places)}", new_reference()
        place = ("context", "needs", "", item)
        need = row | {"address": text(place), "question": "needs", "item": item}
        paper.keep(assessments.Need.objects.create(**need), place)
        place = ("voice", "voice_pictures", child.reference, picture)
        work = row | {"address": text(place), "question": "voice_pictures", "about": child.reference} | PICTURE
        paper.keep(assessments.DirectWork.objects.create(**work, reference=picture), place, child.reference)

    def add_event(self, paper, episode, by, before=None):
        """What happened in the family's life: in an assessment or, without a `paper`, outside of any."""
        reference = new_reference()
        place = ("timeline", "life_events", "", reference) if paper else ALL
        row = assessments.LifeEvent.objects.create(
            **self.of(episode, by), family_id=episode.family_id, assessment=paper and paper.row, recorded_by=by,
            address=text(place) if paper else "", reference=reference, told_before_id=before,
        )  # fmt: skip
        self.events[row.pk] = episode, paper, place, before

    def tell(self):
        episode = self.world.some_episode()
        if episode is not None:
            self.add_event(None, episode, self.somebody())

    def limit(self):
        """Of something that is written, or of what it stands in."""
        paper, by = self.some_paper(), self.somebody()
        if paper is None or not paper.places:
            return
        section = self.chance.choice(sorted({place[0] for place, _ in paper.places.values()}))
        written = self.chance.choice([place for place, _ in paper.places.values() if place[0] == section])
        lines = [place for place, _ in paper.places.values() if place[:2] == LISTS[assessments.Worry]]
        place = self.chance.choice([*narrower(written), self.chance.choice(lines)])
        readers = [one for one in self.world.workers if self.world.reaches(one, paper.episode)]
        worker = self.chance.choice(readers or self.world.workers)
        whom = self.chance.choice([{"kept_from_agency": worker.agency}, {"kept_from_worker": worker}])
        limit = assessments.Limit.objects.create(
            **self.of(paper.episode, by), **whom, assessment=paper.row, recorded_by=by, holds_back=text(place),
            question="limits", address="sharing/limits",
        )  # fmt: skip
        paper.limits.append(Kept(limit, place))

    def lift(self):
        paper = self.some_paper()
        if paper and paper.limits:
            kept = self.chance.choice(paper.limits)
            kept.row.removed_at = timezone.now()
            kept.row.save(update_fields=["removed_at"])

    def judge(self):
        """A manager remarks on a place, or on what it stands in, and decides."""
        paper = self.some_paper()
        if paper is None or not paper.places:
            return
        row = self.of(paper.episode, paper.episode.lead) | {"assessment": paper.row}
        for section, question, about, line in self.chance.sample([place for place, _ in paper.places.values()], 3):
            place = self.chance.choice(
                [(section, "", "", ""), (section, question, "", ""), (section, question, about, line)]
            )
            remark = assessments.Remark.objects.create(**row, address=text(place), remark="x", made_by=self.somebody())
            paper.judged[assessments.Remark, remark.pk] = place
        others = [one for one in self.world.workers if one.user_id not in self.writers(paper)]
        if others:
            decision = assessments.Decision.objects.create(
                **row, verdict="returned", review="x", decided_by=self.chance.choice(others)
            )
            paper.judged[assessments.Decision, decision.pk] = ALL

    def writers(self, paper):
        return {one.user_id for one in (paper.episode.lead, paper.row.submitted_by) if one is not None}

    def decline(self):
        episode, by = self.world.some_episode(), self.somebody()
        if episode is None:
            return
        row = self.of(episode, by) | {"recorded_by": by}
        declined = assessments.Declined.objects.create(
            **row, declined_on=date(2026, 1, 1), reason="x", next_step="respect_it", is_safety_a_worry=False
        )
        assessments.Attempt.objects.create(**row, declined=declined, on=date(2026, 1, 1), how="x", answer="x")

    # The rules once more.

    def reads(self, worker, model, pk):
        """Of somebody who sees the episode: whether this very row is kept from them."""
        for paper in self.papers:
            if (model, pk) in paper.judged:
                return not self.may_quote(paper, worker, paper.judged[model, pk])
            if (model, pk) in paper.places:
                return not paper.is_kept_from(worker, *paper.places[model, pk])
            for limit in paper.limits:
                if model is assessments.Limit and limit.row.pk == pk:
                    # nobody is told what is kept from them, nor that it was, nor that it was kept from others too
                    hidden = paper.is_kept_from(worker, limit.place) or paper.is_kept_from(worker, LIMITS)
                    return not (limit.names(worker) or hidden)
        raise AssertionError(f"nobody wrote {model.__name__} {pk}")

    def may_quote(self, paper, worker, place):
        """A manager's words about a place may quote what stands there, in it or around it: whether any of that is kept
        from somebody."""
        around = any(within(kept.place, place) or kept.covers(place, place[2]) for kept in paper.kept_from(worker))
        return around or any(
            within(written, place) and paper.is_kept_from(worker, written, about)
            for written, about in paper.places.values()
        )

    def is_told(self, worker, event):
        """A life event is kept from whom the family excludes, a limit names, or it was kept from before."""
        episode, paper, place, before = self.events[event]
        if self.world.is_excluded(worker, episode, by_name_only=worker.role == Role.AUDITOR):
            return False
        if paper and paper.is_kept_from(worker, place):
            return False
        return before is None or self.is_told(worker, before)

    def withheld(self, worker, paper):
        """The places that somebody's own form does not ask for."""
        return {text(kept.place) for kept in paper.kept_from(worker)}
