from assessments.models.assessments import Assessment
from assessments.models.decisions import (
    Attempt,
    Copy,
    Decision,
    Declined,
    LocalAddition,
    Remark,
    Verdict,
)
from assessments.models.files import DirectWork
from assessments.models.handed import CopyKind, HandedOver
from assessments.models.life_events import LifeEvent
from assessments.models.parts import (
    Answer,
    HouseholdMember,
    Limit,
    Line,
    Need,
    Part,
    Professional,
    Score,
    Seen,
    TakingPart,
    Worry,
)

__all__ = [
    "Answer",
    "Assessment",
    "Attempt",
    "Copy",
    "CopyKind",
    "HandedOver",
    "Decision",
    "Declined",
    "DirectWork",
    "HouseholdMember",
    "LifeEvent",
    "Limit",
    "Line",
    "LocalAddition",
    "Need",
    "Part",
    "Professional",
    "Remark",
    "Score",
    "Seen",
    "TakingPart",
    "Verdict",
    "Worry",
]
