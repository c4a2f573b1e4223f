"""This app's entry in the main menu."""

from ehm import navigation
from hubs.permissions import can_list_requests

navigation.add("Requests", "hubs:requests", shown_to=can_list_requests, place=15, also="/hub/")
