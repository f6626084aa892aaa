"""The zone that a desk's times are told in, whatever the PC is set to: its days begin and end there."""

from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
