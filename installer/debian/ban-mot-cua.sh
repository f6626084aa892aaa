#!/bin/sh
# Starts the version that this package installed; versions that were fetched later lie with the user's own data.
exec /usr/lib/ban-mot-cua/@VERSION@/ban-mot-cua "$@"
