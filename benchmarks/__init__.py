"""Every figure that the project claims, measured side by side in one run."""
