"""Audit: reviewers' rules on any workbook, ours or not. It knows nothing of the model."""
