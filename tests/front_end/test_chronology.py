"""A family's life as an ordered list: words of the time as they were said, a machine's day only where it is one."""

from datetime import date

from django.template.loader import render_to_string

ENTRIES = [
    {"when": "spring 2019", "what": "A move", "kind": "hard", "meant": "New school.\n\nNo friends yet."},
    {"when": "12 March 2020", "on": date(2020, 3, 12), "what": "Leo was born", "kind": "good", "by": "Told by Dee"},
    {"when": "", "what": "<b>Work</b>"},
]


def draw(**given):
    return render_to_string("components/chronology.html", given)


def test_in_the_order_given_with_the_words_as_they_were_said():
    html = draw(entries=ENTRIES)
    places = [
        html.index(words) for words in ("spring 2019", "A move", "12 March 2020", "Leo was born", "Not said when")
    ]
    assert places == sorted(places) and html.count("<li") == 3 and html.count("<ol") == 1
    assert html.count("<time") == 1 and '<time datetime="2020-03-12">12 March 2020</time>' in html


def test_good_and_hard_times_are_told_in_words():
    html = draw(entries=ENTRIES)
    assert html.count("A good time") == html.count("A hard time") == 1
    assert "<p>New school.</p>" in html and "Told by Dee" in html


def test_what_nobody_can_date_stands_apart():
    html = draw(entries=ENTRIES[:2], others=ENTRIES[2:])
    assert html.count("<ol") == 2 and html.index("Leo was born") < html.index("Nobody knows just when")
    assert "<b>" not in html and "&lt;b&gt;Work" in html
