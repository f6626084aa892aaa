"""The one place where everything is built and handed its parts."""
