"""Recognise a task that continues an earlier one (tiếp nối), and join tasks into threads.

Everything here is pure and knows no file; `link_notices` compares, `threads_of` joins, `faults` tells
what is wrong with people's decisions.
"""

from typing import Final

from ketluan.linking.choosing import AUTOMATIC
from ketluan.linking.columns import Column, Table, Tables, Tasks
from ketluan.linking.decisions import Fault, faults
from ketluan.linking.kinship import Kinship
from ketluan.linking.outcomes import Linked, link_notices, proposals_left, propose_all
from ketluan.linking.past import Past
from ketluan.linking.proposing import Linker, closing_days, new_linker
from ketluan.linking.steps import Steps
from ketluan.linking.threading import proposals_beside, threads_of
from ketluan.linking.weighing import Weights

# What a `Linker` and a `Linked` are made of, for whoever keeps them.
KEPT_TYPES: Final = (Column, Kinship, Linked, Linker, Past, Steps, Table, Tables, Tasks, Weights)

__all__ = [
    "AUTOMATIC",
    "KEPT_TYPES",
    "Fault",
    "Linked",
    "Linker",
    "closing_days",
    "faults",
    "link_notices",
    "new_linker",
    "proposals_beside",
    "proposals_left",
    "propose_all",
    "threads_of",
]
