"""Expressions: the closed tree of formulas and what every compiler shares."""
