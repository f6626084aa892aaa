"""The face for desks: JSON over HTTP, each message in it signed on its own."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from sync.errors import ProtocolError
from sync.protocol import LARGEST_BODY, LONGEST_CODE, PROTOCOL, Answer, Envelope, public_digits
from sync.province.limits import COME_BACK
from sync.province.releases import LARGEST_PART, ReleaseShelf
from sync.province.service import Service
from sync.province.store.bundles import BundleRepository
from sync.province.store.desks import DeskRepository
from sync.release import LARGEST_PROGRAM

MOST_RECORDS = 200  # in one request
STATUS = {"SYNC-010": 404, "SYNC-015": 429, "SYNC-020": 503, "SYNC-021": 503}
ProvinceCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]{0,63}$", description="The province's code")]
Platform = Annotated[str, Query(pattern=r"^[a-z]{1,16}-[a-z0-9_]{1,16}$", description="``linux-x86_64``")]


class SignedMessage(BaseModel):
    """Signed bytes: `body` in base64, which `key` signed, and its Ed25519 `signature` in base64."""

    model_config = ConfigDict(extra="forbid")
    body: str = Field(max_length=2 * LARGEST_BODY)
    key: str = Field(max_length=LONGEST_CODE)
    signature: str = Field(max_length=128)

    def envelope(self) -> Envelope:
        """As the protocol has it."""
        return Envelope(self.body, self.key, self.signature)


class Records(BaseModel):
    """Day records, in any order."""

    model_config = ConfigDict(extra="forbid")
    records: list[SignedMessage] = Field(max_length=MOST_RECORDS)


class AnswerOut(BaseModel):
    """What became of one record: a signed receipt, or the code of an error; `held` is what stands instead."""

    receipt: SignedMessage | None = None
    error: str = ""
    held: SignedMessage | None = None


class Answers(BaseModel):
    """One answer for each record, in the order of the request."""

    answers: list[AnswerOut]


class About(BaseModel):
    """Who answers here: for the technician who connects a desk."""

    province: str
    name: str
    protocol: int
    public_key: str
    time: str


class Refusal(BaseModel):
    """Why nothing was done."""

    error: str


REFUSALS: dict[int | str, dict[str, Any]] = {status: {"model": Refusal} for status in (400, 404, 413, 429, 503)}


def refusal(error: ProtocolError) -> JSONResponse:
    """The answer to a request that failed as a whole."""
    status = STATUS.get(error.code, 400)
    headers = {"retry-after": str(COME_BACK)} if status in {429, 503} else None
    return JSONResponse({"error": error.code}, status, headers)


def machine_routes(service: Service) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/{province}", tags=["desks"], responses=REFUSALS)
    reception = service.reception

    @routes.get("/about")
    def about(province: ProvinceCode) -> About:
        """Who answers here, and with which key."""
        with service.database.read() as connection:
            found = DeskRepository(connection, province).province()
        if found is None:
            raise ProtocolError("SYNC-010")
        digits = public_digits(service.key.public_key())
        return About(province=found.code, name=found.name, protocol=PROTOCOL, public_key=digits, time=service.moment())

    @routes.post("/enrolments")
    def enrol(province: ProvinceCode, asked: SignedMessage) -> SignedMessage:
        """Ask that a key be known, or how it stands; the answer is signed."""
        return _out(reception.enrol(province, asked.envelope()))

    @routes.post("/records")
    def take(province: ProvinceCode, sent: Records) -> Answers:
        """Take day records. Each is a transaction of its own, and is on the disk before it is answered."""
        answers = reception.take(province, [record.envelope() for record in sent.records], "network")
        return Answers(answers=[_answer(answer) for answer in answers])

    @routes.get("/bundle", response_model=SignedMessage, responses={204: {"description": "There is no newer one"}})
    def bundle(province: ProvinceCode, after: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0) -> Response:
        """The newest bundle, if it is newer than `after`."""
        with service.database.read() as connection:
            bundles = BundleRepository(connection, province)
            newest = bundles.newest() if bundles.newest_version() > after else None
        if newest is None:
            return Response(status_code=204)
        return Response(msgspec.json.encode(newest), media_type="application/json")

    _release_routes(routes, None if service.releases is None else ReleaseShelf(service.releases))
    return routes


def _release_routes(routes: APIRouter, shelf: ReleaseShelf | None) -> None:
    """Versions of the program, passed on."""

    @routes.get("/release", response_model=SignedMessage, responses={204: {"description": "There is none"}})
    def release(province: ProvinceCode, platform: Platform) -> Response:
        """The newest version of the program for a platform, as the project signed it."""
        newest = None if shelf is None else shelf.newest(platform)
        if newest is None:
            return Response(status_code=204)
        return Response(msgspec.json.encode(newest), media_type="application/json")

    @routes.get("/release/part", responses={200: {"content": {"application/octet-stream": {}}}, 204: {}})
    def release_part(
        province: ProvinceCode,
        platform: Platform,
        sequence: Annotated[int, Query(ge=1, le=1_000_000_000)],
        offset: Annotated[int, Query(ge=0, le=LARGEST_PROGRAM)],
        length: Annotated[int, Query(ge=1, le=LARGEST_PART)],
    ) -> Response:
        """Bytes of its contents, so that a desk goes on where the network left it."""
        found = None if shelf is None else shelf.part(platform, sequence, offset, length)
        if found is None:
            return Response(status_code=204)
        return Response(found, media_type="application/octet-stream")


def _out(envelope: Envelope) -> SignedMessage:
    return SignedMessage(body=envelope.body, key=envelope.key, signature=envelope.signature)


def _answer(answer: Answer) -> AnswerOut:
    receipt = None if answer.receipt is None else _out(answer.receipt)
    held = None if answer.held is None else _out(answer.held)
    return AnswerOut(receipt=receipt, error=answer.error, held=held)
