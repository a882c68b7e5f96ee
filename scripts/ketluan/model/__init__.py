"""What the archive knows, as frozen values. It imports nothing of ours but letters.

Offsets count Unicode code points of NFC text, end excluded. Intervals of days include both
ends. An empty string, `None` or an empty tuple means: the source does not say.
"""

from ketluan.model.archive import (
    Archive,
)
from ketluan.model.basics import (
    Deadline,
    DeadlineKind,
    Period,
    Problem,
    Span,
)
from ketluan.model.documents import (
    Citation,
    CitationFamily,
    CitingSentence,
    Conflict,
    Document,
    DocumentLink,
    Relation,
    YearSource,
)
from ketluan.model.notices import (
    Block,
    BlockKind,
    Chair,
    Dropped,
    Notice,
    Outcome,
    Signer,
    Source,
    TableRow,
    Task,
    TaskDecision,
    Unit,
    UnitMention,
    is_notice_id,
)
from ketluan.model.threads import (
    Link,
    Links,
    LinkStatus,
    OutcomeProposal,
    Thread,
)

__all__ = [
    "Archive",
    "Block",
    "BlockKind",
    "Chair",
    "Citation",
    "CitationFamily",
    "CitingSentence",
    "Conflict",
    "Deadline",
    "DeadlineKind",
    "Document",
    "DocumentLink",
    "Dropped",
    "Link",
    "LinkStatus",
    "Links",
    "Notice",
    "Outcome",
    "OutcomeProposal",
    "Period",
    "Problem",
    "Relation",
    "Signer",
    "Source",
    "Span",
    "TableRow",
    "Task",
    "TaskDecision",
    "Thread",
    "Unit",
    "UnitMention",
    "YearSource",
    "is_notice_id",
]
