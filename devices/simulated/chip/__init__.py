"""A whole eMRTD in software. It shares no code with devices/smartcard: a mistake made twice alike would not show."""
