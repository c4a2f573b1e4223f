import itertools

import pytest

from assessments.address import Address, NoAddress

WRITTEN = [
    "",
    "voice",
    "voice/voice_worries",
    "voice/voice_worries/7KD-4Q2M",
    "voice/voice_pictures/7KD-4Q2M#P8C-2VNA",
    "family/household#M3F-9TX2",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_an_address_reads_as_it_is_written(text):
    assert str(Address.parse(text)) == text


def test_every_address_that_can_be_made_reads_back():
    made = 0
    for parts in itertools.product(("", "one"), ("", "two"), ("", "three"), ("", "four")):
        try:
            address = Address(*parts)
        except NoAddress:
            continue
        made += 1
        assert Address.parse(str(address)) == address
    assert made == 6  # nothing, a section, a question, and with a question: whom, a row, both


@pytest.mark.parametrize(
    "text",
    ["/", "voice/", "/voice", "voice//aisha", "a/b/c/d", "#row", "voice#row", "voice/q#", "a b", "voice/q/../x", "ä"],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(NoAddress):
        Address.parse(text)


@pytest.mark.parametrize(
    "one, other, is_covered",
    [
        ("", "voice/voice_worries/aisha", True),
        ("voice", "voice", True),
        ("voice", "voice/voice_worries/aisha#first", True),
        ("voice", "voices/voice_worries", False),
        ("voice/voice_worries", "voice/voice_worries/aisha", True),
        ("voice/voice_worries", "voice/voice_worries#first", True),
        ("voice/voice_worries", "voice/voice_wishes/aisha", False),
        ("voice/voice_worries/aisha", "voice/voice_worries/aisha#first", True),
        ("voice/voice_worries/aisha", "voice/voice_worries/leo", False),
        ("voice/voice_worries/aisha", "voice/voice_worries", False),
        ("family/household#first", "family/household#first", True),
        ("family/household#first", "family/household#second", False),
        ("family/household#first", "family/household", False),
    ],
)
def test_a_place_covers_itself_and_what_lies_within(one, other, is_covered):
    assert Address.parse(one).covers(Address.parse(other)) is is_covered
