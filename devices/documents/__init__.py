"""Page scanners, watched folders, and the quality of pages."""
