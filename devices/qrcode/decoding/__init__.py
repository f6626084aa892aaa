"""From a grey frame to the bytes of the code in it, within a frame's time, and never a wrong text."""
