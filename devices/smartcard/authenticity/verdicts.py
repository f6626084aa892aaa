"""Three questions about a chip, answered one by one: are its data genuine, is it the chip itself, is it not revoked.

An answer of UNKNOWN says why. Without an anchor in the trust store nothing is ever genuine, and nothing forged for that
reason alone; but a hash or a signature that does not fit is a NO with or without an anchor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """The answer to one question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why an answer is NO or UNKNOWN. Each has its Vietnamese text in the screens."""

    # unknown
    NOT_CHECKED = "not_checked"  # not yet, or the reading ended before
    NO_ANCHOR = "no_anchor"  # this PC has no root certificate for the chip's issuer
    NO_CRL = "no_crl"
    CRL_STALE = "crl_stale"
    NOT_OFFERED = "not_offered"  # the chip has no key to prove itself with
    NOT_SUPPORTED = "not_supported"  # an algorithm or a key that cannot be used here
    KEY_NOT_SIGNED = "key_not_signed"  # the chip proved a key, but it is not known that the key is the chip's
    PROOF_REFUSED = "proof_refused"  # the chip says that it can prove itself, and then did not
    READER_TOO_SHORT = "reader_too_short"  # the proof does not fit into what the reader can carry
    SIGNING_TIME_UNKNOWN = "signing_time_unknown"
    # no
    SIGNATURE_WRONG = "signature_wrong"
    HASH_MISMATCH = "hash_mismatch"
    CHAIN_BROKEN = "chain_broken"  # the signer's certificate was not issued by the anchor that it names
    NOT_VALID_AT_SIGNING = "not_valid_at_signing"
    KEY_USAGE_WRONG = "key_usage_wrong"
    COUNTRY_MISMATCH = "country_mismatch"
    PROTOCOLS_CHANGED = "protocols_changed"  # the unsigned list of ways in is not the signed one: a downgrade
    PROOF_WRONG = "proof_wrong"  # the chip could not prove its key: a copy
    REVOKED = "revoked"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer.

    Attributes:
        answer: The answer.
        reasons: Why it is not YES, the gravest first; empty for YES.
        groups: The data groups concerned, by number, where the reason is about some only.
    """

    answer: Answer
    reasons: tuple[Reason, ...] = ()
    groups: tuple[int, ...] = ()


YES = Verdict(Answer.YES)
NOT_CHECKED = Verdict(Answer.UNKNOWN, (Reason.NOT_CHECKED,))


def no(*reasons: Reason, groups: Iterable[int] = ()) -> Verdict:
    """The answer NO."""
    return Verdict(Answer.NO, reasons, tuple(groups))


def unknown(*reasons: Reason) -> Verdict:
    """The answer UNKNOWN."""
    return Verdict(Answer.UNKNOWN, reasons)


def combine(*verdicts: Verdict) -> Verdict:
    """All must be YES for YES; one NO makes NO; else UNKNOWN. Reasons of the answer that won are kept, in order."""
    for answer in (Answer.NO, Answer.UNKNOWN):
        losing = [verdict for verdict in verdicts if verdict.answer is answer]
        if losing:
            reasons = tuple(dict.fromkeys(reason for verdict in losing for reason in verdict.reasons))
            groups = tuple(dict.fromkeys(group for verdict in losing for group in verdict.groups))
            return Verdict(answer, reasons, groups)
    return YES


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The three answers.

    Attributes:
        data_genuine: The data were signed by the issuer of the country that they name, and not changed since.
        chip_genuine: It is the chip that the data were made for, not a copy.
        not_revoked: The issuer has not revoked the certificate that signed them.
    """

    data_genuine: Verdict = NOT_CHECKED
    chip_genuine: Verdict = NOT_CHECKED
    not_revoked: Verdict = NOT_CHECKED
