"""The page of the audit log and of data protection."""
