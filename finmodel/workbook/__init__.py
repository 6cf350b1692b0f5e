"""Workbook: the model as a spreadsheet in which every calculated cell is a live formula."""
