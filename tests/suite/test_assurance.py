"""`docs/assurance.md` names tests that exist, and every number once."""

import ast
import re
import subprocess

from tests.databases import ROOT

PAGE = (ROOT / "docs" / "assurance.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows():
    return [line for line in PAGE.splitlines() if re.match(r"\| R\d\d ", line)]


def test_every_test_that_the_page_names_is_there():
    for row in rows():
        named = NAMED.findall(row.split("|")[3])
        assert named, row
        for path, name in named:
            assert (ROOT / path).is_file(), f"{path} is gone"
            tree = ast.parse((ROOT / path).read_text())
            tests = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and "test_" in one.name}
            assert tests and (not name or name in tests), f"{path} has no {name}"


def test_every_number_is_shown_or_said_to_come_later():
    shown = [row.split("|")[1].strip() for row in rows()]
    later = re.findall(r"R\d\d", PAGE[PAGE.index("Not here, because") :])
    assert sorted(shown + later) == [f"R{number:02}" for number in range(1, 39)]


def test_the_command_runs_what_the_page_names():
    told = subprocess.run(["make", "-n", "assurance"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    run = set(re.findall(r"tests/[\w/.:]+", told))
    named = {"::".join(filter(None, found)) for row in rows() for found in NAMED.findall(row)}
    assert run == {name for name in named if not name.startswith("tests/topology/")}
