"""A job that leaves a mark each time it really runs, so that a test can see a second run."""

from cases.models import Episode


def leave_a_mark(*, episode_id, by):
    episode = Episode.objects.visible_to(by).get(pk=episode_id)
    episode.reason += "+"
    episode.save(update_fields=["reason"])


def fail(*, episode_id, by):
    leave_a_mark(episode_id=episode_id, by=by)
    raise ValueError("Aisha Reed, 1 Invented Street")
