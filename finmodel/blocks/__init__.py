"""Blocks: the paragraphs of the model, in reading order."""

from finmodel.blocks.fleet import Fleet
from finmodel.blocks.guidance import Guidance
from finmodel.blocks.outcomes import Outcomes
from finmodel.blocks.people import People
from finmodel.blocks.sites import Sites
from finmodel.blocks.timing import Timing

BLOCKS = (Timing, Sites, Fleet, People, Guidance, Outcomes)

__all__ = ["BLOCKS", "Fleet", "Guidance", "Outcomes", "People", "Sites", "Timing"]
