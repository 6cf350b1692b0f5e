"""Blocks: the paragraphs of the model, in reading order."""

from finmodel.blocks.deals import Deals
from finmodel.blocks.fleet import Fleet
from finmodel.blocks.group import Group
from finmodel.blocks.guidance import Guidance
from finmodel.blocks.outcomes import Outcomes
from finmodel.blocks.people import People
from finmodel.blocks.programme import Programme
from finmodel.blocks.rented import Rented
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing

BLOCKS = (Timing, Sites, Fleet, Rented, People, Deals, Guidance, Outcomes, Group, Programme)

__all__ = [
    "BLOCKS",
    "Deals",
    "Fleet",
    "Group",
    "Guidance",
    "Outcomes",
    "People",
    "Programme",
    "Rented",
    "Sites",
    "Timing",
]
