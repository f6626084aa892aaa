"""From a camera frame or a scanner to the payload of a citizen card QR, and from there to an identity."""
