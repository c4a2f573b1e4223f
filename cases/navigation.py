"""This app's entries in the main menu."""

from cases.permissions.episodes import can_list_episodes
from ehm import navigation

navigation.add("Families", "cases:caseload", shown_to=can_list_episodes, place=20)
