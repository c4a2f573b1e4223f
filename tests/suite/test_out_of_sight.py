"""Between the page that was read and the action on it, a record may go out of sight: it is then the 404 of one that
never was, and no error of ours."""

import ast
from pathlib import Path

import pytest
from django.http import Http404

from cases.models import SharingExclusion
from tests import databases
from tests.assessments.writing import answer, decided, save
from tests.cast import share

ROOT = Path(__file__).resolve().parents[2]
ACTIONS = sorted(
    path for app in ("assessments", "cases", "plans", "hubs", "standards") for path in ROOT.glob(f"{app}/actions/*.py")
)
NEVER_GONE = ("Partnership.objects", "Group.objects")  # one's own partnership; an agency's group


def by_number(path):
    """Each `….get(pk=…)`: it raises what no page answers."""
    source = path.read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            if any(keyword.arg == "pk" for keyword in node.keywords):
                yield ast.get_source_segment(source, node)


def test_an_action_reads_the_row_again_by_still_there():
    assert len(ACTIONS) > 30
    found = [f"{path.name}: {one}" for path in ACTIONS for one in by_number(path) if not one.startswith(NEVER_GONE)]
    assert not found, "use ehm.actions.still_there"


@pytest.mark.django_db
def test_whoever_is_kept_out_while_they_write_finds_nothing_there(cast):
    assessment, words = decided(cast), answer("working_well", "They eat together.")
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assert save(cast.teacher, assessment, "strengths", words) == 1
    with databases.as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
    with pytest.raises(Http404):
        save(cast.teacher, assessment, "strengths", words)
