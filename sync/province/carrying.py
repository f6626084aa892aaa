"""A desk's carry file taken at the province, and the file that goes back with it."""

from dataclasses import dataclass

from sync.carry import CarryKind, Header, Line, read_carry, write_carry
from sync.errors import ProtocolError
from sync.province.service import Service
from sync.province.store.bundles import BundleRepository


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a file.

    Attributes:
        desk: Whose file it said it was.
        answers: The file to take back.
        taken: Records that the province holds now.
        refused: The codes of the others.
        whole: Whether all of the file was there.
        enrolment: The state of the desk's key, where the file asked for it; "" otherwise.
    """

    desk: str
    answers: bytes
    taken: int
    refused: tuple[str, ...]
    whole: bool
    enrolment: str


def take_carry(service: Service, province: str, data: bytes) -> Carried:
    """Take everything in a carry file.

    Raises:
        ProtocolError: SYNC-030, SYNC-031: it is none; SYNC-032: it is for another province; SYNC-020: the database.
    """
    carried = read_carry(data, CarryKind.RECORDS)
    if carried.header.province != province:
        raise ProtocolError("SYNC-032")
    reception = service.reception
    lines: list[Line] = []
    taken, refused, enrolment = 0, [], ""
    for line in carried.lines:
        if line.enrolment is not None:
            lines.append(Line(standing=reception.enrol(province, line.enrolment)))
            enrolment = reception.state_of(province, line.enrolment.key)
        if line.record is not None:
            answer = reception.take_one(province, line.record, "usb")
            lines.append(Line(answer=answer))
            taken += answer.receipt is not None
            refused += [answer.error] if answer.error else []
    with service.database.read() as connection:
        bundle = BundleRepository(connection, province).newest()
    if bundle is not None:
        lines.append(Line(bundle=bundle))
    header = Header(1, CarryKind.ANSWERS, province, carried.header.desk)
    return Carried(carried.header.desk, write_carry(header, lines), taken, tuple(refused), carried.whole, enrolment)
