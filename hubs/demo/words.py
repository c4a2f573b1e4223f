"""What invented requests say. Written for this, taken from nowhere; {child} is a child's first name."""

WORRIES = (
    "{child} falls asleep in lessons and says that nights are loud at home.",
    "Since the baby came nobody has had the time to bring {child} to nursery.",
    "Mum told us that the rent has not been paid for three months, and she is frightened of the letters.",
    "{child} has stopped going out with friends and does not say why.",
    "Dad looks after three children alone since the summer and is at the end of his strength.",
)
STRENGTHS = (
    "Mum comes to every talk and says what she needs.",
    "{child} likes breakfast club and helps the little ones there.",
    "Nan lives round the corner and has the children on Saturdays.",
)
INVOLVEMENT = (
    "We see {child} each day and have talked with mum twice.",
    "We visit every fortnight because of the damp.",
    "The children come to our youth evening.",
)
WANTED = (
    "Somebody who visits at home and looks at evenings together with them.",
    "A talk with everybody who helps, so that mum does not have to tell it five times.",
)
ASKED = "Who else lives in the home, and does dad know that you ask?"
TOLD = {
    "advice": "Go on as you do, and ask the school nurse about sleep. Ring us if it is no better by half-term.",
    "signpost": "The money adviser sees families on Tuesdays without an appointment. Go along if mum would like that.",
    "single_agency": "The health visitor takes this on alone and rings the family this week.",
    "front_door": "What you wrote is for social care to look at. They ring you.",
}
REASON = "Talked about at the hub: what is asked for can be done this way, and the family agrees."
MAY_HELP = "You may have room for one more family."
KNOWS = (
    "We know the older one from the holiday club. Dad brings and fetches, and is easy to talk to.",
    "We visited twice in spring because of the heating. The flat is too small for them.",
    "Nothing new from us. We could offer a place in the Wednesday group.",
)
ACTIONS = (
    "Ring the family, and ask whether mornings are easier now.",
    "Send the list of groups in the holidays.",
    "Ask the landlord when the damp is looked at.",
)
DONE = "Done by phone. They were glad of it."
