"""`{% part %}` gives what Django's own include gives, with every text escaped, whatever it holds."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from ehm import parts
from ehm.templatetags import ehm as tags

SPITEFUL = ["Reed family", '<script>alert("x")</script>', "O'Brien & Sons", "\ue000left\ue001", "{{ actor }}", "", "  "]
LINE = {
    "what": "See Aisha",
    "family": "Reed family",
    "episode_url": "/episodes/ABCD-1234/",
    "holder": "Sam",
    "last_seen": "last seen Mon 2 Nov",
    "state": "overdue",
    "left": "2 days late",
    "due": "Fri 20 Nov",
    "clock_url": "/clocks/ABCD-1234/",
    "action": "Record visit",
    "action_url": "/episodes/ABCD-1234/contacts/new/",
    "stops": True,
    "reassign_url": "",
}


@pytest.mark.parametrize("name", [name for name in LINE if name not in ("state", "stops")])
@pytest.mark.parametrize("text", SPITEFUL)
@pytest.mark.parametrize("flags", [{}, {"by_worker": True, "reassigns": True}, {"hides_family": True}])
def test_the_same_as_an_include(name, text, flags):
    given = LINE | {name: text} | flags
    for _ in range(2):  # drawn, then filled in
        assert parts.draw("standards/_line.html", **given) == render_to_string("standards/_line.html", given)


@pytest.mark.parametrize("state", ["running", "due_soon", "overdue", "met", "varied", "cancelled"])
def test_each_state_has_its_shape(state):
    given = {"state": state, "text": "3 days left", "url": "/x/"}
    assert parts.draw("components/clock.html", **given) == render_to_string("components/clock.html", given)


def test_a_template_that_changes_a_text_is_refused(settings, tmp_path):
    (tmp_path / "loud.html").write_text("{{ text|slugify }}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    assert parts.draw("loud.html", text="") == ""
    with pytest.raises(TemplateSyntaxError):
        parts.draw("loud.html", text="Reed family")


def test_in_a_template():
    template = Template('{% load ehm %}{% part "components/tag.html" texts colour="yellow" %}')
    assert 'govuk-tag--yellow">A &lt; B</strong>' in template.render(Context({"texts": {"text": "A < B"}}))
    assert tags.part("components/tag.html", text="A") == parts.draw("components/tag.html", text="A")
