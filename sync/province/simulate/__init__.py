"""Many desks at once, against a running province or an embedded one."""
