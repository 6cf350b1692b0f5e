"""Edits: what an analyst changed in a workbook of ours, read back by path; their file is never written."""
