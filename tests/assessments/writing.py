"""What tests of assessments share: deciding, and answers as they are saved."""

from datetime import date

from django.utils import timezone

from assessments.actions.deciding import submit_assessment
from assessments.actions.writing import decide_to_assess, save_section
from assessments.answers import FAMILY, NO, YES
from assessments.choices import ColumnKind, Kind, Record
from assessments.models import Assessment
from assessments.pieces import ANSWER, Piece, Place, digest, score_key
from assessments.written import read
from cases.models import Agreement
from ehm.models.tenancy import new_reference
from tests.cases.acting import acting_as
from tests.databases import as_owner


def decided(cast, by=None, episode=None, **change):
    """An assessment that is being written."""
    with acting_as(by or cast.practitioner) as actor:
        episode = episode or cast.episode
        given = {"decided_at": timezone.now(), "by": actor} | change
        return decide_to_assess(episode=episode, **given)


def answer(question, *words, about=FAMILY, version=0, before=()):
    shown = digest({"values": tuple(before)})
    return Piece(Place(ANSWER, question, about), {"values": words}, version, shown)


def line(record, question, cells, reference=None):
    return Piece(Place(record, question, "", reference or new_reference()), cells)


def save(by, assessment, section, *pieces):
    with acting_as(by) as actor:
        return save_section(assessment=assessment, section=section, pieces=pieces, by=actor)


def what_is_written(by, assessment):
    """The pieces by place, as `by` may see them."""
    with acting_as(by) as actor:
        seen = Assessment.objects.visible_to(actor).select_related("episode__family").get(pk=assessment.pk)
        return read(seen, actor)


def fill(by, assessment, outcome="plan"):
    """Everything that the form asks for, section by section: real rows, through the action."""
    written = what_is_written(by, assessment)
    for section in written.form.asked(with_own_tool=assessment.uses_own_tool):
        written = what_is_written(by, assessment)
        pieces = [piece for piece in pieces_for(written, section, outcome) if piece.place not in written.pieces]
        if pieces:
            save(by, assessment, section.key, *pieces)


def pieces_for(written, section, outcome):
    form, answers = written.form, written.answers
    for question in section.questions:
        for subject in answers.subjects(question.about, form):
            if question.kind is Kind.UPLOAD or not answers.is_asked(question, subject.key, form):
                continue
            if question.kind is Kind.ROWS:
                yield from lines_for(written, question)
            elif question.kind is Kind.CHECKLIST:
                for value in form.code_sets[question.code_set].offered():
                    yes = value.key == "debt"
                    content = {"answer": YES if yes else NO, "comment": "", "why_not_now": "", "worries": ()}
                    if yes:
                        content["why_not_now"] = "The family wants to see to this alone."
                    yield Piece(Place(Record.NEED, question.key, "", value.key), content)
            elif question.kind is Kind.SCALE:
                scale_set = form.scale_sets[question.scale_set]
                for scale in scale_set.scales:
                    for respondent in scale_set.respondents:
                        key = score_key(scale_set.key, scale.key, respondent)
                        place = Place(Record.SCORE, question.key, subject.key, key)
                        yield Piece(place, {"value": "4", "reason": "It is getting better", "why_none": ""})
            else:
                yield answer(question.key, *_words(form, question, subject.key, outcome), about=subject.key)


def lines_for(written, question):
    if question.kept_as is Record.LIMIT or written.of(question.kept_as):
        return
    people = [person.reference for person in written.family.people]
    for person in people if any(column.kind is ColumnKind.PERSON for column in question.columns) else [""]:
        cells = {column.key: _cell(written.form, column, person) for column in question.columns}
        yield line(question.kept_as, question.key, cells)


def _cell(form, column, person):
    match column.kind:
        case ColumnKind.CHOICE:
            return ""
        case ColumnKind.YES_NO:
            return YES
        case ColumnKind.DATE:
            return "2026-11-02"
        case ColumnKind.PERSON:
            return person
    return f"What {column.key} says"


def _words(form, question, about, outcome):
    match question.kind:
        case Kind.YES_NO:
            return (YES,)
        case Kind.OUTCOME:
            return (outcome,)
        case Kind.CHOICE | Kind.CHOICES:
            return (form.code_sets[question.code_set].offered()[0].key,)
        case Kind.DATE:
            return ("2026-11-02",)
    return (f"What there is to say about {question.key} and {about or 'everybody'} here",)


def agree(cast, episode=None, person=None):
    """The family agreed to early help."""
    episode = episode or cast.episode
    with as_owner():
        return Agreement.objects.create(
            tenant_id=episode.tenant_id,
            episode=episode,
            person=person or cast.dee,
            kind="early_help",
            is_given=True,
            form="spoken",
            agreed_on=date(2026, 11, 1),
            agency_id=episode.lead_agency_id,
            recorded_by=episode.lead,
        )


def submit(by, assessment, shared_on=None):
    with acting_as(by) as actor:
        return submit_assessment(assessment=assessment, shared_on=shared_on, by=actor)


def limit(kept_out, where="voice/voice_worries", who="agency"):
    cells = {"where": where, "who": f"{who}:{kept_out.reference}", "with_whom": "", "what": "", "reason": "Asked for."}
    return line(Record.LIMIT, "limits", cells)
