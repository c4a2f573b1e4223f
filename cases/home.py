"""What cases puts on a partner's home, whose work here is key agency notes."""

from cases.views.notes import partner_home_card
from ehm import panels

panels.add("standards:my_work", "cases/_partner_home.html", partner_home_card, place=10)
