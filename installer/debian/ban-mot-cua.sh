#!/bin/sh
# Starts the version in force: one that was fetched later, from the user's own data, or else the one of this package.
exec /usr/lib/ban-mot-cua/@VERSION@/ban-mot-cua-launcher "$@"
