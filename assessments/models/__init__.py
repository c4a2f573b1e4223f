from assessments.models.assessments import Assessment
from assessments.models.decisions import (
    Attempt,
    Copy,
    CopyKind,
    Decision,
    Declined,
    LocalAddition,
    Remark,
    Verdict,
)
from assessments.models.files import DirectWork
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
