"""The desk's side: what waits is sent, what is answered is verified, over the network or on a USB stick."""
