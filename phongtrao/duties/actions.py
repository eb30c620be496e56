"""Verbs of the duties room: give duties, say how far they are, send documents, hand work over."""

from phongtrao.core.opened import Opened
from phongtrao.duties.assigning import hand_over, open_year, seat
from phongtrao.duties.dividing import divide
from phongtrao.duties.drafting import save_draft
from phongtrao.duties.papers import Content, give_back, receive, send
from phongtrao.duties.updating import Given, Said, update

__all__ = [
    "Content",
    "Given",
    "Opened",
    "Said",
    "divide",
    "give_back",
    "hand_over",
    "open_year",
    "receive",
    "save_draft",
    "seat",
    "send",
    "update",
]
