"""Pictures: results drawn for print and screen, as PNG or SVG, the same bytes for the same numbers."""
