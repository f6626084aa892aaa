"""The office's own wording of its outward forms, and their way to paper."""
