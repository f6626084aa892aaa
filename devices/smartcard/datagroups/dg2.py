"""DG2: the face (ICAO 9303-10, section 4.7.2), as ISO/IEC 19794-5:2005 or ISO/IEC 39794-5:2019.

    75 { 7F61 { 02 count, 7F60 { A1 {…}, 5F2E record | 7F2E { A1 {…} } } … } }

A 19794-5 record begins with "FAC"; a 39794-5 one is DER with context tags. Whatever a header says of the image's
format is passed over: cards are known to say one and hold another, so its first bytes decide (`face_images`).
"""

from dataclasses import dataclass

from devices.smartcard.datagroups.face_images import ImageFormat, image_format
from devices.smartcard.datagroups.groups import ElementaryFile
from devices.smartcard.errors import DataGroupError
from devices.smartcard.tlv import Limits, Tlv, read_tlv

_LIMITS = Limits(size=1 << 20, objects=1024, depth=16)
_GROUP, _TEMPLATE = 0x7F61, 0x7F60
_RECORD_19794, _RECORD_39794 = 0x5F2E, 0x7F2E
_FACIAL = b"FAC\x00"
_HEADER, _FACE_HEADER, _POINT, _IMAGE_INFO = 14, 20, 8, 12  # bytes (ISO/IEC 19794-5, sections 5.4 to 5.7)
MOST_FACES = 4


@dataclass(frozen=True, slots=True, repr=False)
class FaceImage:
    """One picture.

    Attributes:
        format: What its first bytes show it to be.
        data: The picture; padding may follow it.
    """

    format: ImageFormat
    data: bytes

    def __repr__(self) -> str:
        """Never shows the picture."""
        return f"FaceImage({self.format}, {len(self.data)} bytes)"


@dataclass(frozen=True, slots=True)
class Dg2:
    """The faces; a card has one."""

    faces: tuple[FaceImage, ...]


def parse_dg2(data: bytes) -> Dg2:
    """Read EF.DG2.

    Raises:
        DataGroupError: LDS-020: it is malformed, or holds no picture of a known format.
    """
    faces: list[FaceImage] = []
    for group in read_tlv(data, ElementaryFile.DG2.tag, limits=_LIMITS).children(_LIMITS):
        for template in group.children(_LIMITS) if group.tag == _GROUP else ():
            for record in template.children(_LIMITS) if template.tag == _TEMPLATE else ():
                if record.tag == _RECORD_19794:
                    faces += _faces_19794(record.value)
                elif record.tag == _RECORD_39794:
                    faces += _faces_39794(record)
    if not faces:
        raise DataGroupError("LDS-020")
    return Dg2(tuple(faces[:MOST_FACES]))


def _faces_19794(record: bytes) -> list[FaceImage]:
    if record[:4] != _FACIAL or len(record) < _HEADER:
        raise DataGroupError("LDS-020")
    count = min(int.from_bytes(record[12:14], "big"), MOST_FACES)
    faces: list[FaceImage] = []
    position = _HEADER
    for _ in range(count):
        block = record[position : position + int.from_bytes(record[position : position + 4], "big")]
        if len(block) < _FACE_HEADER:
            raise DataGroupError("LDS-020")
        points = int.from_bytes(block[4:6], "big")
        image = block[_FACE_HEADER + points * _POINT + _IMAGE_INFO :]
        faces.append(_face(image))
        position += len(block)
    return faces


def _faces_39794(record: Tlv) -> list[FaceImage]:
    """The image data are the one octet string that begins as a picture does, however deep it stands."""
    found: list[FaceImage] = []
    waiting = list(record.children(_LIMITS))
    for _ in range(_LIMITS.objects):
        if not waiting or len(found) >= MOST_FACES:
            break
        item = waiting.pop(0)
        if item.constructed:
            waiting = [*item.children(_LIMITS), *waiting]
        elif image_format(item.value) is not None:
            found.append(_face(item.value))
    return found


def _face(image: bytes) -> FaceImage:
    found = image_format(image)
    if found is None:
        raise DataGroupError("LDS-020")
    return FaceImage(found, bytes(image))
