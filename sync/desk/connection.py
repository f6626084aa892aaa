"""Which province a desk belongs to: its address, its signing key, what its TLS certificate is verified with."""

from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import ProtocolError
from sync.protocol import fingerprint, key_id, public_key

FORMAT = 1
LARGEST_FILE = 100_000  # bytes


class Connection(msgspec.Struct, frozen=True):
    """A connection file; nothing in it is secret, and the officer compares its fingerprint.

    Attributes:
        province: The province's code.
        name: Its name.
        public_key: Its signing key, 64 hexadecimal digits.
        url: Where it is reached; "" for a desk that only ever has a USB stick.
        certificate: PEM that its TLS certificate must come from; "" for the PC's own trust.
        proxy: Address of an HTTP proxy; "" for the PC's own settings.
        format: Version of the file.
    """

    province: str
    name: str
    public_key: str
    url: str = ""
    certificate: str = ""
    proxy: str = ""
    format: int = FORMAT

    @property
    def keys(self) -> dict[str, Ed25519PublicKey]:
        """The keys that may sign answers and bundles, by id."""
        key = public_key(self.public_key)
        return {key_id(key): key}

    @property
    def fingerprint(self) -> str:
        """The signing key's, for two people to compare."""
        return fingerprint(public_key(self.public_key))


def read_connection(data: bytes) -> Connection:
    """Read a connection file.

    Raises:
        ProtocolError: SYNC-060: it is none, or names an address that is none.
    """
    try:
        if len(data) > LARGEST_FILE:
            raise ProtocolError("SYNC-060")
        connection = msgspec.json.decode(data, type=Connection)
        public_key(connection.public_key)
    except (msgspec.DecodeError, ValueError, RecursionError, ProtocolError) as error:
        raise ProtocolError("SYNC-060") from error
    address = urlsplit(connection.url)
    known = not connection.url or (address.scheme in {"http", "https"} and bool(address.hostname))
    if connection.format != FORMAT or not connection.province or not known:
        raise ProtocolError("SYNC-060")
    return connection
