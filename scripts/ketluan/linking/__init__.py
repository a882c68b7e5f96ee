"""Recognise a task that continues an earlier one (tiếp nối), and join tasks into threads.

Everything here is pure and knows no file; `propose` compares, `threads_of` joins, `faults` tells what
is wrong with people's decisions.
"""

from ketluan.linking.choosing import AUTOMATIC
from ketluan.linking.decisions import Fault, faults
from ketluan.linking.outcomes import propose_all
from ketluan.linking.proposing import Linker, new_linker, propose
from ketluan.linking.threading import proposals_beside, threads_of

__all__ = [
    "AUTOMATIC",
    "Fault",
    "Linker",
    "faults",
    "new_linker",
    "proposals_beside",
    "propose",
    "propose_all",
    "threads_of",
]
