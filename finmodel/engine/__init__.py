"""Engine: whole rows of line items evaluated in NumPy."""
