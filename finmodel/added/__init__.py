"""Added: what an analyst added to a workbook of ours - sheets, names - read from it and written into a new one."""
