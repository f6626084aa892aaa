"""Passive authentication (ICAO 9303-11, section 5.1; 9303-12): were these data signed by the issuer, and not changed?

Signature over the hash list, the signer's certificate, its issuer in the trust store, validity when it was signed, the
hash of every group read, and one country throughout. Revocation is a question of its own. What an anchor would be
needed for is unknown without one; what contradicts itself is a NO in any case.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from devices.smartcard.authenticity.certificates import Certificate
from devices.smartcard.authenticity.countries import TWO_LETTERS
from devices.smartcard.authenticity.signatures import signed_by, signer_of
from devices.smartcard.authenticity.trust_store import TrustStore
from devices.smartcard.authenticity.verdicts import (
    NOT_CHECKED,
    YES,
    Answer,
    Reason,
    Verdict,
    Verdicts,
    combine,
    no,
    unknown,
)
from devices.smartcard.datagroups.security_object import SecurityObject
from devices.smartcard.errors import AuthenticityError
from devices.smartcard.public_keys import HASHES, digest

PROVING_KEYS = (14, 15)  # the data groups with the keys of chip and active authentication


class PassiveAuthentication:
    """Judges one chip's files against the trust store. Certificates are judged once; hashes whenever files come."""

    def __init__(
        self,
        security_object: SecurityObject,
        store: TrustStore,
        *,
        country: str,
        issued: date | None = None,
        now: datetime | None = None,
    ) -> None:
        """Judge the signature.

        Args:
            security_object: The signed hashes.
            store: What is trusted.
            country: The issuing state of the machine-readable zone.
            issued: When the document was issued, for signatures that do not say when they were made.
            now: Against which revocation lists are held; the present by default.
        """
        self._object = security_object
        self._store = store
        self._now = now or datetime.now(UTC)
        signing_time = security_object.signed.signer.signing_time
        self._signed_at = signing_time or (datetime.combine(issued, time(12), UTC) if issued else None)
        try:
            self.signer = signer_of(security_object.signed)
        except AuthenticityError:
            self.signer = None
        self._issuer: Certificate | None = None
        self._signature = self._judge_signature()
        self._chain = self._judge_chain()
        self._country = self._judge_country(country)
        self._revocation = self._judge_revocation()

    def verdicts(self, groups: Mapping[int, bytes], chip_proof: Verdict = NOT_CHECKED) -> Verdicts:
        """The three answers for the files read so far.

        Args:
            groups: Whole files by data group number.
            chip_proof: Whether the chip proved a private key.
        """
        data = combine(self._signature, self._chain, self._country, self._hashes(groups))
        return Verdicts(data, self._chip(groups, chip_proof), self._revocation)

    def _chip(self, groups: Mapping[int, bytes], proof: Verdict) -> Verdict:
        """A proved key is the chip's only if the signed hashes say so."""
        if proof.answer is not Answer.YES:
            return proof
        keys = {number: groups[number] for number in PROVING_KEYS if number in groups}
        if not keys:
            return unknown(Reason.KEY_NOT_SIGNED)
        return combine(self._signature, self._chain, self._country, self._hashes(keys))

    def _hashes(self, groups: Mapping[int, bytes]) -> Verdict:
        listed, name = self._object.hashes, self._object.hash_name
        if name not in HASHES:
            return unknown(Reason.NOT_SUPPORTED)
        wrong = [number for number, content in groups.items() if listed.get(number) != digest(content, name)]
        return no(Reason.HASH_MISMATCH, groups=wrong) if wrong else YES

    # ---- the signature, its signer, the signer's issuer

    def _judge_signature(self) -> Verdict:
        if self.signer is None:
            return no(Reason.SIGNATURE_WRONG)
        try:
            return YES if signed_by(self._object.signed, self.signer) else no(Reason.SIGNATURE_WRONG)
        except AuthenticityError:
            return unknown(Reason.NOT_SUPPORTED)

    def _judge_chain(self) -> Verdict:
        signer = self.signer
        if signer is None:
            return unknown(Reason.NO_ANCHOR)
        if signer.is_ca or (signer.key_usages is not None and "digital_signature" not in signer.key_usages):
            return no(Reason.KEY_USAGE_WRONG)
        try:
            candidates = self._store.issuers_of(signer)
        except AuthenticityError:
            return no(Reason.MALFORMED)
        if not candidates:
            return unknown(Reason.NO_ANCHOR)
        verdicts = [self._judge_issuer(candidate, signer) for candidate in candidates]
        for candidate, verdict in zip(candidates, verdicts, strict=True):
            if verdict.answer is Answer.YES:
                self._issuer = candidate
                return verdict
        return min(verdicts, key=lambda verdict: verdict.answer is not Answer.UNKNOWN)

    def _judge_issuer(self, issuer: Certificate, signer: Certificate) -> Verdict:
        if issuer.key_usages is not None and "key_cert_sign" not in issuer.key_usages:
            return no(Reason.KEY_USAGE_WRONG)
        try:
            if not issuer.issued(signer):
                return no(Reason.CHAIN_BROKEN)
        except AuthenticityError:
            return unknown(Reason.NOT_SUPPORTED)
        if not issuer.not_before <= signer.not_before <= issuer.not_after:
            return no(Reason.NOT_VALID_AT_SIGNING)
        # The issuer's key may only have been used within its period when it signed the certificate.
        if _outside(signer.not_before, issuer.key_from, issuer.key_until):
            return no(Reason.NOT_VALID_AT_SIGNING)
        return self._judge_time(signer)

    def _judge_time(self, signer: Certificate) -> Verdict:
        if self._signed_at is None:
            # Nothing says when: a signer that is valid today has not signed after its end.
            valid = signer.not_before <= self._now <= signer.not_after
            return YES if valid else unknown(Reason.SIGNING_TIME_UNKNOWN)
        if not signer.not_before.date() <= self._signed_at.date() <= signer.not_after.date():
            return no(Reason.NOT_VALID_AT_SIGNING)
        if _outside(self._signed_at, signer.key_from, signer.key_until):
            return no(Reason.NOT_VALID_AT_SIGNING)
        return YES

    def _judge_country(self, zone: str) -> Verdict:
        """One country throughout: else any country could sign for any other."""
        if self.signer is None:
            return YES
        named = {self.signer.country} | ({self._issuer.country} if self._issuer else set())
        named.discard("")
        return YES if named <= {TWO_LETTERS.get(zone, "")} else no(Reason.COUNTRY_MISMATCH)

    # ---- revocation

    def _judge_revocation(self) -> Verdict:
        signer, issuer = self.signer, self._issuer
        if signer is None or issuer is None:
            return unknown(Reason.NO_ANCHOR)
        best = unknown(Reason.NO_CRL)
        for each in self._store.revocation_lists:
            try:
                if each.issuer != issuer.subject or not each.issued_by(issuer):
                    continue
            except AuthenticityError:
                continue
            if signer.serial in each.revoked:
                return no(Reason.REVOKED)
            if not each.stale(self._now):
                best = YES
            elif best.answer is not Answer.YES:
                best = unknown(Reason.CRL_STALE)
        return best


def _outside(moment: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is not None and moment < start) or (end is not None and moment > end)
