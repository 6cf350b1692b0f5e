"""sampling: uncertain inputs drawn from their 90% ranges - distributions, what moves together, and the points they are drawn at."""

from finmodel.sampling.distribution import Distribution, distribution_of
from finmodel.sampling.draws import Draws
from finmodel.sampling.points import METHODS, Points
from finmodel.sampling.uncertain import Uncertain

__all__ = ["METHODS", "Distribution", "Draws", "Points", "Uncertain", "distribution_of"]
