"""Verifies the signatures of a paper with pyHanko; imported when the first paper is verified."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO

from asn1crypto.x509 import Certificate
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from desktop.documents.signing.certificate import signer_name
from desktop.documents.signing.library import UNREADABLE, prepare
from desktop.documents.signing.verification import SignatureInfo
from desktop.records.local_time import ZONE
from devices.errors import CodedError

_BROKEN = (*UNREADABLE, PathError, ValidationError)
_NOTHING = SignatureInfo("", None, intact=False, covers_whole=False, trusted=None, has_timestamp=False)
# Either use signs papers; pyHanko's own default asks for the second.
_SIGNING = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def validate(pdf: bytes, trust_roots: Sequence[bytes]) -> tuple[SignatureInfo, ...]:
    """See `verification.verify`."""
    prepare()
    roots = [Certificate.load(root, strict=True) for root in trust_roots]
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise CodedError("SIGN-017")
        fields = [
            (field.get_object(), name)
            for name, value, field in enumerate_sig_fields(reader, filled_status=True)
            if value.get_object().get("/Type") != "/DocTimeStamp"
        ]
    except UNREADABLE as error:
        raise CodedError("SIGN-016") from error
    return tuple(_judge(reader, field, name, roots) for field, name in fields)


def _judge(reader: PdfFileReader, field: DictionaryObject, name: str, roots: Sequence[Certificate]) -> SignatureInfo:
    """One signature; whatever cannot be read of it is told as not intact."""
    info = replace(_NOTHING, trusted=False if roots else None)
    try:
        signature = EmbeddedPdfSignature(reader, field, name)
        info = replace(info, name=signer_name(load_der_x509_certificate(signature.signer_cert.dump())))
        info = replace(info, time=_aware(signature.self_reported_timestamp))
        status = _status(signature, roots, info.time)
        stamp = status.timestamp_validity
        if stamp is not None and _sound(stamp) and (stamp.trusted or not roots):
            # The certificate had to be in force when the authority saw the signature.
            info = replace(info, time=stamp.timestamp)
            status = _status(EmbeddedPdfSignature(reader, field, name), roots, stamp.timestamp)
    except _BROKEN:
        return info
    intact = _sound(status) and _grown_lawfully(status)
    return replace(
        info,
        intact=intact,
        covers_whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        trusted=intact and status.trusted if roots else None,
        has_timestamp=stamp is not None and _sound(stamp),
    )


def _status(
    signature: EmbeddedPdfSignature, roots: Sequence[Certificate], moment: datetime | None
) -> PdfSignatureStatus:
    def context() -> ValidationContext:
        return ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False)

    return validate_pdf_signature(signature, context(), context(), key_usage_settings=_SIGNING)


def _aware(moment: datetime | None) -> datetime | None:
    """A time that does not tell its zone (ISO 32000-1, 7.9.4, leaves it out) is taken for Vietnam's."""
    return moment.replace(tzinfo=ZONE) if moment is not None and moment.tzinfo is None else moment


def _sound(status: PdfSignatureStatus | TimestampSignatureStatus) -> bool:
    return status.intact and status.valid


def _grown_lawfully(status: PdfSignatureStatus) -> bool:
    """Whether the file is as signed, or was only added to in ways that a signed paper allows."""
    if status.coverage not in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION):
        return False
    return bool(status.docmdp_ok) and status.modification_level is not ModificationLevel.OTHER
