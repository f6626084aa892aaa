"""The hardware of a desk: card sources and scanners, each with a simulated twin. No widgets, no database."""

import os

# What FFmpeg, which OpenCV brings, may open: no TLS, for the OpenSSL in that wheel is out of support, and FFmpeg
# verifies nobody with it. OpenCV may look at it once, when it is loaded: so it stands before everything that loads it.
os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp|protocol_whitelist;file,http,tcp,udp,rtp,rtsp"
