"""Sentences for invented contacts. Written for this, taken from nowhere; {child} is a child's first name."""

REASONS = [
    "Mornings are hard and the children often miss the first lesson. Mum has asked for help with routines.",
    "Since the move the children have not settled, and money is tight. School worries about tiredness and hunger.",
    "Arguments between the adults are frightening the children. Both parents want things to be calmer.",
    "A new baby is due and mum feels low. The older children are doing more of the caring than is fair on them.",
    "{child} is anxious about school and has stopped going on most Mondays.",
    "Dad is bringing the children up alone after a bereavement and has asked who can help.",
    "The tenancy is at risk because of arrears, and the children share one damp room.",
    "{child}'s behaviour at home has become hard to manage, and an assessment of needs is still waited for.",
]
WORKING_WELL = [
    "Breakfast has been ready before school on most days this week.",
    "{child} showed me the bedroom, which is now theirs, and was proud of it.",
    "Mum rang school herself when {child} was unwell.",
    "The children were playing together when I came and went on playing.",
    "Nan picks the children up on Tuesdays and gives mum a rest.",
    "Bedtime is at half past seven now and everyone has slept better.",
    "{child} was in school every day this week.",
    "The family ate together on Sunday and enjoyed it.",
    "Dad came to the meeting for the first time and said what he would like to be different.",
    "The arrears plan has been kept for two months.",
]
WORRIED_ABOUT = [
    "{child} says that the shouting at night has not stopped.",
    "There was little food in the kitchen and payday is a week away.",
    "{child} looked tired and did not want to talk today.",
    "Mum has missed two appointments with the health visitor.",
    "The landlord has not yet seen to the damp in the children's room.",
    "{child} has been late four times in two weeks.",
    "It is not clear who looks after the children on Saturday nights.",
    "Mum's partner was there and spoke for her; I would like to see her alone.",
    "{child} spends most evenings on the phone and sleeps late.",
]
NEEDS_TO_HAPPEN = [
    "I will ring school about breakfast club by Friday.",
    "Mum will take {child} to the GP this week.",
    "See {child} alone at school before the next visit.",
    "Ask housing for a date for the repair.",
    "The family will try the bedtime chart for two weeks, and we will look at it together.",
    "Invite dad to the next meeting and ask what time suits him.",
    "Find out about the youth group on Thursdays for {child}.",
    "Go through the bills together at the hub next week.",
]
OWN_WORDS = [
    "I like it when mum is not cross in the morning.",
    "My favourite is Saturdays because we go to nan's.",
    "I don't like it when they shout. I put my music on.",
    "School is okay. Maths is boring but I like my teacher.",
    "I want my own bed.",
    "Can you come again and bring the dog cards?",
    "I wish dad would come to see my football.",
    "I help with the baby. I'm good at it.",
    "I don't want to talk about it today.",
]
TALKS_FROM = 4 * 366  # days: a younger child says none of these
SUPPORT = [
    "Attendance and morning routine",
    "Speech and language",
    "Parenting course",
    "Money and housing advice",
    "Emotional wellbeing group",
    "Health visitor's reviews",
    "Youth group and mentoring",
    "Bereavement support",
    "Help with sleep and behaviour",
]
OVERSIGHT = {
    "happening": "The referral is clear about routines and attendance; little is known about dad.",
    "working": "Mum asked for help herself and school knows the children well.",
    "done": "See each child alone, speak with dad, and agree with the family whether to assess.",
    "why": "Attendance is falling and the youngest has not been seen by anyone outside the family this month.",
}
CLOSING = "The family and the people who help them agree that the goals are met and that school will keep an eye."
UNANNOUNCED = ["Two calls were not answered and the children had not been in school."]
EXCLUSION = "The family does not want them to know."
LEVEL_REASONS = [
    "Several needs that one agency cannot meet alone; the family agrees to a plan together.",
    "One agency can help with this; the family agrees.",
    "Needs have grown and more than two services are involved.",
]
