"""Certificates, papers, a token in software and a timestamp authority, all made at test time."""

import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

NAME = "Nguyễn Thị Ánh Nguyệt"
AT = datetime(2026, 11, 25, 8, 4, 30, tzinfo=UTC)
AT_TEXT = "25/11/2026 15:04 +07:00"
PASSWORD = "mật khẩu 1"
PIN = "84629173"
SO_PIN = "99887766"
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Holder:
    """A key and its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    def p12(self, password: str = PASSWORD, *others: x509.Certificate, key: bool = True) -> bytes:
        """A PKCS#12 file."""
        encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        return pkcs12.serialize_key_and_certificates(
            b"ky so", self.key if key else None, self.certificate, others or None, encryption
        )


def issue(
    name: str = NAME,
    issuer: Holder | None = None,
    *,
    curve: bool = False,
    days: tuple[int, int] = (-30, 365),
    signing: bool = True,
    usage: bool = True,
    authority: bool = False,
    stamping: bool = False,
) -> Holder:
    """A certificate in force from and to so many days from `AT`."""
    key: Key
    if curve:
        key = ec.generate_private_key(ec.SECP256R1())
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of more than 64 bytes: offices' names in UTF-8 have more
        common = x509.NameAttribute(NameOID.COMMON_NAME, name, _validate=False)
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), common])
    uses = x509.KeyUsage(
        digital_signature=signing and not authority,
        content_commitment=signing and not authority,
        key_encipherment=not signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT + timedelta(days=days[0]))
        .not_valid_after(AT + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if usage:
        builder = builder.add_extension(uses, critical=True)
    if issuer:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    if stamping:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purposes, critical=True)
    return Holder(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


@cache
def root() -> Holder:
    """The authority that issued everybody's certificate."""
    return issue("Gốc thử nghiệm", authority=True, days=(-3000, 3000))


@cache
def officer() -> Holder:
    """An officer with a certificate in force."""
    return issue(issuer=root())


@cache
def paper(pages: int = 1, size: tuple[float, float] = A4) -> bytes:
    """A paper whose text stands in the middle of its pages."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(size[0] / 2, size[1] / 2, f"trang {number}".upper())
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def changed_page(pdf: bytes, **entries: object) -> bytes:
    """A paper whose first page has other entries: ``Rotate=90``."""
    buffer = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for key, value in entries.items():
            document.pages[0].obj[f"/{key}"] = value
        document.save(buffer)
    return buffer.getvalue()


class TokenBox:
    """SoftHSM tokens in a folder; all are made before a process first loads the module, which looks only then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "tokens").mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf")}

    def token(self, label: str, *holders: tuple[str, Holder, bool]) -> None:
        """A token with keys: an ID in hexadecimal, whose, and whether its certificate is there too."""
        self._run("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN)
        for key_id, holder, with_certificate in holders:
            path = self._folder / "key.pem"
            path.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            self._run(
                "softhsm2-util", "--import", str(path), "--token", label, "--pin", PIN, "--id", key_id, "--label", label
            )
            if with_certificate:
                self.certificate(label, key_id, holder)

    def certificate(self, label: str, key_id: str, holder: Holder) -> None:
        """Put a certificate on a token, in a process of its own."""
        script = (
            "import sys, pkcs11\n"
            "from pkcs11 import Attribute as A, CertificateType, ObjectClass\n"
            "module, label, pin, key_id, der = sys.argv[1:]\n"
            "token = pkcs11.lib(module).get_token(token_label=label)\n"
            "subject, value = (bytes.fromhex(each) for each in der.split(':'))\n"
            "with token.open(user_pin=pin, rw=True) as session:\n"
            "    session.create_object({A.CLASS: ObjectClass.CERTIFICATE, A.TOKEN: True, A.LABEL: label,\n"
            "        A.CERTIFICATE_TYPE: CertificateType.X_509, A.ID: bytes.fromhex(key_id), A.SUBJECT: subject,\n"
            "        A.VALUE: value})\n"
        )
        der = f"{holder.certificate.subject.public_bytes().hex()}:{holder.der.hex()}"
        self._run(sys.executable, "-c", script, str(MODULE), label, PIN, key_id, der)

    def careful_module(self, pulled: Path) -> Path:
        """A module over SoftHSM that counts wrong PINs and locks, and whose token is out while `pulled` exists."""
        module = pulled.with_suffix(".so")
        source = Path(__file__).with_name("careful_token.c")
        places = (f'-DPULLED="{pulled}"', f'-DSOFTHSM="{MODULE}"')
        self._run("gcc", "-shared", "-fPIC", "-Wall", "-Werror", *places, "-o", str(module), str(source), "-ldl")
        return module

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def timestamp_authority(
    holder: Holder, at: datetime, answer: bytes | None = None, *, replayed: bool = False
) -> Iterator[str]:
    """An authority over HTTP on this machine; its address.

    Args:
        holder: Whose key stamps.
        at: The time it gives.
        answer: What it answers instead of a timestamp.
        replayed: It stamps another digest than it was asked to, under the right nonce.
    """
    from asn1crypto import keys, tsp
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.timestamps import DummyTimeStamper

    key = keys.PrivateKeyInfo.load(holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    stamper = DummyTimeStamper(Certificate.load(holder.der), key, fixed_dt=at)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            if replayed:
                request["message_imprint"]["hashed_message"] = bytes(32)
            body = stamper.request_tsa_response(request).dump() if answer is None else answer
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
