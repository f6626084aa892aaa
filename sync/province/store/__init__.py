"""What the province keeps: the same tables on an embedded SQLite and on PostgreSQL."""
