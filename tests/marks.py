"""Marks: tests that run only where another program is installed."""

from __future__ import annotations

import pytest

from finmodel.workbook.libreoffice import find_soffice

LIBREOFFICE = find_soffice() is not None
needs_libreoffice = pytest.mark.skipif(not LIBREOFFICE, reason="LibreOffice is not installed: soffice is not on the PATH")
