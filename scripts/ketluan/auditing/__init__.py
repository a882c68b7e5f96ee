"""The audit of an archive on a day (kiểm toán): figures and findings, each with the rows behind it.

Pure: an archive and a day in, a frozen `Audit` out, always from what was known at the end of the
day. A finding is no verdict: it is a list of what a person should look at, by the definition in
the docstring of its row.
"""

from ketluan.auditing.absent import UnitWithoutTasks
from ketluan.auditing.audit import FINDINGS, Audit, FindingKind, audit_of, audit_on
from ketluan.auditing.contradictions import Contradiction, Side
from ketluan.auditing.figures import Counts, Figures, figures_of, past_figures
from ketluan.auditing.limits import Overdue, PastWhenIssued, Slip, days_put_off
from ketluan.auditing.matrix import ByStatus, Matrix
from ketluan.auditing.repeating import CarriedOver, NotRepeated
from ketluan.auditing.state import State, quarter_of
from ketluan.auditing.undecided import ProposedOutcome, UnconfirmedLink, UnconfirmedLinks

__all__ = [
    "FINDINGS",
    "Audit",
    "ByStatus",
    "CarriedOver",
    "Contradiction",
    "Counts",
    "Figures",
    "FindingKind",
    "Matrix",
    "NotRepeated",
    "Overdue",
    "PastWhenIssued",
    "ProposedOutcome",
    "Side",
    "Slip",
    "State",
    "UnconfirmedLink",
    "UnconfirmedLinks",
    "UnitWithoutTasks",
    "audit_of",
    "audit_on",
    "days_put_off",
    "figures_of",
    "past_figures",
    "quarter_of",
]
