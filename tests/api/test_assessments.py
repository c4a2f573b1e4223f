"""Assessments for programs: read as on the pages, written by the pages' own actions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions.deciding import Pinned
from assessments.choices import Record
from assessments.models import Answer, Assessment, Worry
from cases.models import Episode, KeyAgencyNote, SharingExclusion
from tests.api.asking import Program
from tests.api.test_writing import count, detail, errors
from tests.assessments.test_deciding import filled
from tests.assessments.test_deciding_managers import returned
from tests.assessments.test_writing import limit
from tests.assessments.writing import agree, answer, decided, fill, save
from tests.cast import make_worker, share
from tests.databases import as_owner


def new(cast, **changes):
    return {"episode": cast.episode.reference, "decided_at": timezone.now().isoformat()} | changes


def words(question, *values, about="", version=0):
    return {"record": "answer", "question": question, "about": about, "values": list(values), "version": version}


def saved(by, assessment, section, *pieces):
    return Program(by).post(f"assessments/{assessment.reference}/save/", {"section": section, "pieces": list(pieces)})


def pieces_of(record, section):
    found = next(one for one in record["sections"] if one["key"] == section)
    return {(one["question"], one["about"], one["key"]): one for one in found["pieces"]}


def test_deciding_to_assess_is_the_pages_own_action(cast):
    on = (timezone.now() - timedelta(days=2)).replace(microsecond=0)
    made = Program(cast.practitioner).post("assessments/", new(cast, decided_at=on.isoformat()))
    assert made.status_code == 201
    record = made.json()
    assert (record["status"], record["form"], record["number"]) == ("in_progress", "coventry-2019", 1)
    assert record["missing"] and {gap["strength"] for gap in record["missing"]} <= {"must", "should"}
    again = Program(cast.practitioner).post("assessments/", new(cast))
    assert detail(again).startswith("There is an assessment already.")
    with as_owner():
        assert Assessment.objects.get().decided_at == on


def test_what_cannot_be_is_refused_in_the_pages_words(cast):
    program = Program(cast.practitioner)
    later = (timezone.now() + timedelta(days=1)).isoformat()
    assert "later than today" in detail(program.post("assessments/", new(cast, decided_at=later)))
    assert "an agency's own tool does not do" in detail(program.post("assessments/", new(cast, uses_own_tool=True)))
    assert set(errors(program.post("assessments/", new(cast, decided_at="2026-11-01", x=1)))) == {"x"}
    assert set(errors(program.post("assessments/", new(cast, decided_at="2026-11-01")))) == {"decided_at"}
    assert count(Assessment) == 0


def test_it_is_begun_by_who_runs_the_episode_and_about_an_episode_that_one_sees(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assert Program(cast.teacher).post("assessments/", new(cast)).status_code == 403
    for who in (cast.head, cast.stranger):
        hidden = Program(who).post("assessments/", new(cast, episode=cast.episode.reference))
        if who == cast.head:  # of the school, which is in the team
            assert hidden.status_code == 403
            continue
        missing = Program(who).post("assessments/", new(cast, episode="0000-0000"))
        assert hidden.status_code == missing.status_code == 409
        assert hidden.json()["detail"].replace(cast.episode.reference, "0000-0000") == missing.json()["detail"]
    assert count(Assessment) == 0


def test_a_section_is_written_and_read_with_each_childs_voice(cast):
    assessment, aisha = decided(cast), cast.aisha.reference
    answered = saved(
        cast.practitioner,
        assessment,
        "voice",
        words("voice_worries", "The bell makes me cry.", about=aisha),
        {"record": "seen", "question": "seen_on", "cells": {"person": aisha, "seen_on": "2026-11-02"}},
    )
    assert answered.status_code == 200
    voice = pieces_of(answered.json(), "voice")
    heard = voice["voice_worries", aisha, ""]
    assert (heard["values"], heard["version"], heard["saved_by"]) == (["The bell makes me cry."], 1, "Practitioner")
    seen = next(one for one in voice.values() if one["record"] == "seen")
    assert (seen["cells"]["person"], seen["cells"]["seen_on"]) == (aisha, "2026-11-02")
    line = {"record": "seen", "question": "seen_on", "key": seen["key"], "version": 1}
    answered = saved(cast.practitioner, assessment, "voice", line | {"cells": {}})  # an empty line is taken off
    assert [one for one in pieces_of(answered.json(), "voice").values() if one["record"] == "seen"] == []


def test_needs_scores_and_worries_keep_their_shape(cast):
    assessment = decided(cast)
    worry = {"record": "worry", "question": "worries", "cells": {"statement": "Leo is silent.", "goal": "Leo speaks."}}
    made = saved(cast.practitioner, assessment, "analysis", worry).json()
    reference = next(iter(pieces_of(made, "analysis").values()))["key"]
    score = {
        "record": "score", "question": "worry_scale", "about": reference, "key": "worry:worry:parent",
        "cells": {"value": "3", "reason": "It is hard"},
    }  # fmt: skip
    with as_owner():
        form = Worry.objects.get().reference
    assert form == reference
    need = {
        "record": "need", "question": "needs", "key": "debt", "cells": {"answer": "yes", "comment": "Rent"},
        "values": [reference],
    }  # fmt: skip
    found = pieces_of(saved(cast.practitioner, assessment, "context", need).json(), "context")
    assert found["needs", "", "debt"]["values"] == [reference]
    assert found["needs", "", "debt"]["cells"]["comment"] == "Rent"
    refused = saved(cast.practitioner, assessment, "analysis", score | {"cells": {"value": "11"}})
    assert refused.status_code == 409 and count(Worry) == 1


def test_what_somebody_else_wrote_is_refused_with_both_texts_and_nothing_is_saved(cast):
    assessment = decided(cast)
    save(cast.hub, assessment, "strengths", answer("working_well", "They eat together."))
    mine = words("working_well", "They laugh a lot.")
    also = words("worried_about", "Ben comes late.")
    refused = saved(cast.practitioner, assessment, "strengths", mine, also)
    assert detail(refused).startswith("Somebody else wrote in this section")
    place = refused.json()["theirs"]["answer/working_well"]
    assert place["theirs"] == {"values": "They eat together."}
    assert place["yours"] == {"values": "They laugh a lot."}
    assert (place["version"], place["saved_by"]) == (1, "Hub")
    with as_owner():
        assert [row.values for row in Answer.objects.all()] == [["They eat together."]]
    joined = words("working_well", "They eat together and laugh.", version=1)
    assert saved(cast.practitioner, assessment, "strengths", joined).status_code == 200
    emptied = saved(cast.practitioner, assessment, "strengths", words("working_well", version=2))
    assert pieces_of(emptied.json(), "strengths")["working_well", "", ""]["values"] == []


@pytest.mark.parametrize(
    ("piece", "status"),
    [
        (words("no_such_question", "x"), 409),
        (words("working_well", "x", about="7KD4-Q2MX"), 409),
        (words("working_well", "x\x00"), 400),
        (words("working_well", "x" * 20_001), 400),
        (words("working_well", "x", "y"), 409),
        (words("working_well", 7), 400),
        (words("working_well", "x", version=-1), 400),
        ({"record": "made_up", "question": "working_well"}, 400),
        ({"record": "worry", "question": "working_well", "cells": {"statement": "x"}}, 409),
        ({"record": "worry", "question": "worries", "key": "7KD4-Q2MX-81RB", "cells": {"statement": "x"}}, 409),
        ({"record": "worry", "question": "worries", "cells": {"excluded": "x"}}, 409),
        ({"record": "worry", "question": "worries", "values": ["x"]}, 409),
        ({"record": "answer", "question": "working_well", "cells": {"values": "x"}}, 409),
        ({"record": "answer", "question": "working_well", "tenant": 1}, 400),
    ],
)
def test_hostile_pieces_are_refused_and_nothing_is_written(cast, piece, status):
    assessment = decided(cast)
    refused = saved(cast.practitioner, assessment, "strengths", piece)
    assert refused.status_code == status, refused.content
    assert count(Answer) == count(Worry) == 0


def test_too_much_is_refused(cast):
    assessment = decided(cast)
    many = [words("working_well", "x" * 19_000) for _ in range(30)]
    assert saved(cast.practitioner, assessment, "strengths", *many).status_code == 413
    twice = saved(cast.practitioner, assessment, "strengths", words("working_well", "x"), words("working_well", "y"))
    assert detail(twice) == "Send each place of the form once."


def test_what_is_kept_from_an_agency_is_not_there_for_its_programs(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    save(cast.practitioner, assessment, "analysis")
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where="strengths"))
    program = Program(cast.teacher)
    shown = program.get(f"assessments/{assessment.reference}/")
    assert "strengths" not in {section["key"] for section in shown.json()["sections"]}
    assert "They eat together." not in shown.content.decode()
    refused = saved(cast.teacher, assessment, "strengths", words("dangers", "x"))
    assert refused.status_code == 409
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where="all"))
    missing = program.get("assessments/0000-0000/")
    hidden = program.get(f"assessments/{assessment.reference}/")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert assessment.reference not in program.references("assessments/")
    assert assessment.reference in Program(cast.practitioner).references("assessments/")


def test_whom_the_family_keeps_out_finds_nothing(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    program = Program(cast.teacher)
    assert assessment.reference in program.references("assessments/")
    with as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
    assert program.references("assessments/") == set()
    for path in ("", "save/", "submit/"):
        method = program.post if path else program.get
        hidden, missing = method(f"assessments/{assessment.reference}/{path}"), method(f"assessments/0000-0000/{path}")
        assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_lists_are_narrowed(cast):
    mine = decided(cast)
    decided(cast, by=cast.teacher, episode=cast.school_episode)
    program = Program(cast.west_hub)
    assert len(program.references("assessments/")) == 2 or mine.reference in program.references("assessments/")
    auditor = Program(cast.auditor)
    assert len(auditor.references("assessments/")) == 2
    for query in ({"episode": cast.episode.reference}, {"family": cast.family.reference}):
        assert auditor.references("assessments/", **query) == {mine.reference}
    assert auditor.references("assessments/", status="submitted") == set()
    assert len(auditor.references("assessments/", status="in_progress")) == 2
    assert auditor.get("assessments/", q="Reed").status_code == 400


def test_it_is_submitted_when_nothing_is_missing(cast):
    assessment = decided(cast)
    program = Program(cast.practitioner)
    refused = program.post(f"assessments/{assessment.reference}/submit/", {})
    assert refused.status_code == 409 and len(detail(refused)) > 40
    agree(cast)
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)
    done = program.post(f"assessments/{assessment.reference}/submit/", {"shared_on": f"{timezone.localdate()}"})
    assert done.status_code == 200
    assert (done.json()["status"], done.json()["outcome"], done.json()["missing"]) == ("submitted", "plan", [])
    late = saved(cast.practitioner, assessment, "strengths", words("dangers", "x", version=1))
    assert "can no longer be changed" in detail(late)
    assert Record.WORRY in {one["record"] for one in pieces_of(done.json(), "analysis").values()}


def test_it_is_not_submitted_again_before_each_comment_is_answered(cast):
    assessment, program = filled(cast, cast.practitioner, cast.episode, "plan"), Program(cast.practitioner)
    assert handed_in(cast.practitioner, assessment, shared_on=f"{timezone.localdate()}").status_code == 200
    returned(cast, assessment, Pinned("strengths", "Who eats with them?"), Pinned("family", "Where is dad?"))
    comments = program.get(f"assessments/{assessment.reference}/").json()["comments"]
    said = {one["text"]: one["reference"] for one in comments}
    assert sorted(said) == ["Where is dad?", "Who eats with them?"] and all(one["is_open"] for one in comments)
    assert {one["made_by"]["reference"] for one in comments} == {cast.manager.reference}
    done, not_done = {"comment": said["Where is dad?"]}, {"comment": said["Who eats with them?"], "why_not": "Nobody"}
    for answers in ([], [done]):
        refused = handed_in(cast.practitioner, assessment, answers=answers)
        assert refused.status_code == 409 and "A manager asked for something" in detail(refused)
    assert standing(assessment, cast.episode)[0] == "returned"
    again = handed_in(cast.practitioner, assessment, answers=[done, not_done])
    assert again.status_code == 200, again.content
    left = {one["text"]: (one["is_open"], one["why_not"]) for one in again.json()["comments"]}
    assert left == {"Where is dad?": (False, ""), "Who eats with them?": (True, "Nobody")}


LEVEL = {"level_reason": "One agency will do."}
ENDING = {"reason": "needs_met", "rationale": "Everybody is well.", "family_told": True}


def handed_in(by, assessment, **sent):
    return Program(by).post(f"assessments/{assessment.reference}/submit/", sent)


def standing(assessment, episode):
    with as_owner():
        level = Episode.objects.get(pk=episode.pk)
        return Assessment.objects.get(pk=assessment.pk).status, level.status, level.level


def test_what_the_outcome_leads_to_is_proposed_and_done_in_the_step_that_submits(cast):
    assessment = filled(cast, cast.stranger, cast.salt_episode, "close")
    program = Program(cast.stranger)
    proposed = program.get(f"assessments/{assessment.reference}/").json()["proposed"]
    assert [(one["step"], one["is_suggested"]) for one in proposed] == [("level_reason", True), ("closing", True)]
    today = f"{timezone.localdate()}"
    done = handed_in(cast.stranger, assessment, shared_on=today, steps=LEVEL | {"closing": ENDING})
    assert done.status_code == 200, done.content
    assert (done.json()["status"], done.json()["proposed"]) == ("submitted", [])
    assert standing(assessment, cast.salt_episode) == ("submitted", "closed", 1)


def test_nothing_is_done_unasked_and_one_agency_that_goes_on_leaves_its_note(cast):
    assessment = filled(cast, cast.stranger, cast.salt_episode, "single_agency")
    note = {
        "practitioner_name": "Ada Moss", "work_phone": "01632 960001", "area_of_support": "Routines",
        "started_on": f"{timezone.localdate()}",
    }  # fmt: skip
    before = count(KeyAgencyNote)
    done = handed_in(cast.stranger, assessment, steps={"note": note})
    assert done.status_code == 200, done.content
    assert count(KeyAgencyNote) == before + 1
    assert standing(assessment, cast.salt_episode) == ("submitted", "open", cast.salt_episode.level)


def test_all_of_it_is_done_or_nothing(cast):
    assessment = filled(cast, cast.stranger, cast.salt_episode, "close")
    before = standing(assessment, cast.salt_episode)
    refused = handed_in(cast.stranger, assessment, steps=LEVEL | {"closing": ENDING | {"family_told": False}})
    assert detail(refused) == "Say why the family has not been told."
    refused = handed_in(cast.stranger, assessment, steps=LEVEL | {"prepares_step_up": True})
    assert "does not follow from" in detail(refused)
    refused = handed_in(cast.stranger, assessment, steps={"closing": ENDING | {"reason": "single_agency"}})
    assert "early help ends because of" in detail(refused)
    refused = handed_in(cast.stranger, assessment, steps={"asked": {"agency": cast.school.reference}})
    assert (
        detail(refused) == f"There is no agency {cast.school.reference} that you can choose."
    )  # another partnership's
    assert set(errors(handed_in(cast.stranger, assessment, steps={"closing": {"reason": "moved"}, "x": 1}))) == {
        "steps.x"
    }
    assert standing(assessment, cast.salt_episode) == before


def test_where_a_manager_decides_a_program_is_offered_nothing_and_does_nothing(cast):
    assessment = filled(cast, outcome="close")
    program = Program(cast.practitioner)
    assert program.get(f"assessments/{assessment.reference}/").json()["proposed"] == []
    before = standing(assessment, cast.episode)
    refused = handed_in(cast.practitioner, assessment, steps=LEVEL)
    assert detail(refused).startswith("A manager decides about this assessment first.")
    assert standing(assessment, cast.episode) == before
    assert handed_in(cast.practitioner, assessment, steps={}).status_code == 200
    assert standing(assessment, cast.episode) == ("submitted", *before[1:])


def test_whoever_does_not_submit_is_offered_nothing(cast):
    assessment = filled(cast, cast.stranger, cast.salt_episode, "close")
    with as_owner():
        auditor = make_worker("audit@saltmere.example", cast.salt_council, "auditor")
    assert Program(auditor).get(f"assessments/{assessment.reference}/").json()["proposed"] == []
