"""finmodel: compute-and-capex financial models of AI labs."""

__version__ = "0.1.0"
