"""What the chip's files hold, each group one frozen value."""
