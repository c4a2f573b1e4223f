"""What this app adds to the links of an episode's page."""

from cases import possible
from hubs.permissions import can_ask_about

possible.add(can_ask_about, "Ask the hub for more help", "hubs:ask_about", place=75)
