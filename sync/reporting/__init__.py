"""The monthly report on Đề án 06, as DOCX, XLSX and PDF from the same values."""
