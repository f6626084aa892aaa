"""The page of backups, and the dialog that brings one back."""
