"""sampling: uncertain inputs drawn from their 90% ranges - distributions, what moves together, and the points they are drawn at."""
