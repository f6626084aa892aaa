"""An ICAO 9303 chip (eMRTD) over PC/SC: readers, channel, files, data groups, authenticity. See docs/smartcard.md."""
