"""Where pages come from: a scanner, a folder that an office machine scans to, a file."""
