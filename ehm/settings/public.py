"""How often people without an account may do something (docs/operations.md). One address is a whole school, or a
library; one e-mail address is one person."""

import os

__all__ = ["PUBLIC_LIMITS", "PUBLIC_QUICKEST"]

PER_ADDRESS = int(os.environ.get("PUBLIC_PER_ADDRESS", "600"))
PER_PARTNERSHIP = int(os.environ.get("PUBLIC_PER_PARTNERSHIP", "2000"))

PUBLIC_LIMITS = {
    "codes_an_hour": 6,  # mails with a code to one e-mail address, asked for from one address of the network
    "codes_a_day": 20,  # to one e-mail address, from wherever
    "tries_an_hour": 30,  # codes that are entered for one e-mail address, from one address of the network
    "requests_a_day": 10,  # sent by one e-mail address; of families, who have one
    "requests_of_a_family": 4,
    "looks_an_hour": 20,  # at one request from one address of the network
    "drafts_an_hour": 2000,  # saves of what one e-mail address types
    "address_an_hour": PER_ADDRESS,  # each of these from one address of the network
    "partnership_an_hour": PER_PARTNERSHIP,
    "address_sends_an_hour": PER_ADDRESS // 2,  # requests that reach a hub
    "partnership_sends_an_hour": PER_PARTNERSHIP // 2,
}
PUBLIC_QUICKEST = 2  # seconds in which no person fills in a form
