"""Signs digitized papers (PAdES) and verifies signatures; knows no Qt and no database."""
