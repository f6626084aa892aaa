#!/bin/sh
# A whole small Debian made by debootstrap, on which apt installs the package with what it depends on and the program
# does an intake. Needs root, debootstrap and the Debian mirror that this machine uses.
#   .ci/fresh-machine.sh PACKAGE.deb
set -eu
fail() { echo "fresh-machine: $1" >&2; exit 1; }
package=$(readlink -f "$1")
[ "$(id -u)" = 0 ] || fail "needs root (chroot, mounts)"
command -v debootstrap >/dev/null || fail "install debootstrap"
. /etc/os-release
mirror=$(apt-cache policy base-files | sed -n 's/^ *[0-9]* \(http[^ ]*\) .*main.*/\1/p' | grep -v security | head -n 1)
[ -n "$mirror" ] || fail "apt knows no mirror here"
root=$(mktemp -d)
chmod 755 "$root" # whoever is not root works in it, too
trap 'umount "$root/proc" "$root/dev" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
debootstrap --variant=minbase "$VERSION_CODENAME" "$root" "$mirror" >"$root.log" || { tail "$root.log" >&2; exit 1; }
rm -f "$root.log"
for file in /etc/apt/apt.conf.d/*proxy*; do [ -e "$file" ] && cp "$file" "$root/etc/apt/apt.conf.d/"; done
mount --bind /dev "$root/dev"
mount -t proc proc "$root/proc"
cp "$package" "$root/tmp/program.deb"
chroot "$root" apt-get update -qq
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y --no-install-recommends /tmp/program.deb >/dev/null
chroot "$root" useradd --create-home officer
as_officer() { chroot "$root" setpriv --reuid=officer --regid=officer --clear-groups env HOME=/home/officer LANG=C.UTF-8 "$@"; }
if chroot "$root" sh -c 'command -v python3'; then fail "Python came along, so the program did not prove that it brings its own"; fi
begun=$(date +%s)
as_officer ban-mot-cua update status >/dev/null # the launcher and the program that it starts, to the end
started=$(($(date +%s) - begun))
as_officer ban-mot-cua demo --offscreen --out /home/officer/out
as_officer ban-mot-cua self-check
[ -s "$root/home/officer/out/receipt.pdf" ] || fail "no receipt"
size=$(du -sm --apparent-size "$root/usr/lib/ban-mot-cua" | cut -f 1)
kept="$root/home/officer/.local/share/BanMotCua/kept"
mkdir -p "$(dirname "$kept")"
echo "a case" >"$kept"
chroot "$root" apt-get purge -y -qq ban-mot-cua >/dev/null
[ -s "$kept" ] || fail "the user's data went with the package"
[ ! -e "$root/usr/lib/ban-mot-cua" ] || fail "the program stayed"
echo "fresh-machine: $size MiB installed, a command answered in $started s"
echo "fresh-machine: installed by apt on $PRETTY_NAME, one intake done, removed; $(dpkg-deb -f "$package" Version)"
