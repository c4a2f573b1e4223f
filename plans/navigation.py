"""This app's entry in the main menu."""

from ehm import navigation
from plans.permissions import can_see_impact

navigation.add("Impact", "plans:impact", shown_to=can_see_impact, place=50)
