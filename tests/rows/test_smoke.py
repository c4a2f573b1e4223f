def test_cast(cast):
    assert cast.episode.pk
