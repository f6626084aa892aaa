"""The demo desk: synthetic citizens, past cases and simulated devices; nothing to configure."""
