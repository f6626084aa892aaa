"""OpenSSL's command line, as a witness that shares no code with ours."""

import subprocess
from pathlib import Path


def openssl(*arguments: str | Path) -> bytes:
    """Run it; what it prints. Fails the test with what it says otherwise."""
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
