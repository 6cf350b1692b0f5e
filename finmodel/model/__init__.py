"""Model: timeline, dimensions, line items, blocks and recipes."""
