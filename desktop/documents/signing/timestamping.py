"""Asks a timestamp authority over HTTP (RFC 3161, 3.4)."""

from typing import Final

import httpx
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

_PATIENCE: Final = 15.0  # seconds; an officer waits at the counter
_MALFORMED: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class HttpTimeStamper(TimeStamper):
    """One authority, by its address."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request.

        Raises:
            TimestampRequestError: No answer, or not that of a timestamp authority.
        """
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE) as client:
                answer = await client.post(self._url, content=req.dump(), headers=set_tsp_headers({}))
                answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TimestampRequestError("no answer") from error
        return tsp.TimeStampResp.load(answer.content)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token over a digest.

        Raises:
            TimestampRequestError: There was none, it is malformed, or it is over something else.
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
            stamped = imprint["hashed_message"].native
        except _MALFORMED as error:
            raise TimestampRequestError("a malformed answer") from error
        if stamped != message_digest:
            raise TimestampRequestError("an answer to another question")
        return token
