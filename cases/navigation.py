"""This app's entries in the main menu."""

from cases.permissions.episodes import can_list_episodes
from ehm import navigation
from ehm.models import Role

navigation.add("Families", "cases:caseload", shown_to=can_list_episodes, place=20)
navigation.add("Key agency notes", "cases:notes", shown_to=lambda actor: actor.is_(Role.PARTNER), place=30)
