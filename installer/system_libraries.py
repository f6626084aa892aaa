"""The shared libraries that the program takes from the system, and the Debian packages that hold them.

What every desktop has under the same name on Debian 12 and newer and on Ubuntu 24.04 and newer is the system's: its
administrator mends it there. What a desktop may lack, such as the helpers of XCB, lies in the program's own folder.
"""

# Where Ubuntu and newer Debian renamed a package for 64-bit time, either name will do.
OF_THE_SYSTEM: dict[str, str] = {
    # C and C++
    "ld-linux-x86-64.so.2": "libc6",
    "libc.so.6": "libc6",
    "libm.so.6": "libc6",
    "libdl.so.2": "libc6",
    "libpthread.so.0": "libc6",
    "librt.so.1": "libc6",
    "libresolv.so.2": "libc6",
    "libutil.so.1": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    # the screen
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb.so.1": "libxcb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    # the desktop
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libffi.so.8": "libffi8",
    "libdbus-1.so.3": "libdbus-1-3",
    "libcups.so.2": "libcups2t64 | libcups2",
}

# Without these the program does what it can: it draws through X, shows Qt's own dialogs instead of the desktop's, says
# that a device cannot be reached.
OPTIONAL: dict[str, str] = {
    # of one version with the running pcscd and with SANE's drivers
    "libpcsclite.so.1": "libpcsclite1",
    "libsane.so.1": "libsane1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    # the dialogs of GNOME, XFCE, MATE and Cinnamon, in the desktop's language
    "libgtk-3.so.0": "libgtk-3-0t64 | libgtk-3-0",
    "libgdk-3.so.0": "libgtk-3-0t64 | libgtk-3-0",
    "libgdk_pixbuf-2.0.so.0": "libgdk-pixbuf-2.0-0",
    "libatk-1.0.so.0": "libatk1.0-0t64 | libatk1.0-0",
    "libcairo.so.2": "libcairo2",
    "libcairo-gobject.so.2": "libcairo-gobject2",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangocairo-1.0.so.0": "libpangocairo-1.0-0",
}
