"""Points of the curves that eMRTDs use: what generic mapping needs and no maintained library offers.

`cryptography` multiplies only the standard generator and gives back only the x-coordinate of a shared point; PACE's
generic mapping needs a whole point, a sum, and a generator of its own (ICAO 9303-11, section 4.4.3.3). Coordinates are
Jacobian (SEC 1; Cohen, Miyaji, Ono 1998). The time a multiplication takes depends on the scalar: use it for keys that
live for one exchange, as here, never for a long-term secret.
"""

from dataclasses import dataclass
from typing import NamedTuple

WINDOW = 4  # bits of the scalar that one addition serves


class Point(NamedTuple):
    """A point in affine coordinates; the point at infinity is `None` wherever it may occur."""

    x: int
    y: int


_Jacobian = tuple[int, int, int]  # (X, Y, Z): x = X/Z², y = Y/Z³; Z = 0 is the point at infinity
_INFINITY: _Jacobian = (1, 1, 0)


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve y² = x³ + ax + b over the integers modulo the prime p, with a generator of prime order; cofactor 1.

    Attributes:
        name: Its name in SEC 2 or RFC 5639.
        oid: Its object identifier, dotted.
        p: The field's prime.
        a: The first coefficient.
        b: The second coefficient.
        gx: The generator's x-coordinate.
        gy: The generator's y-coordinate.
        n: The generator's order, a prime.
    """

    name: str
    oid: str
    p: int
    a: int
    b: int
    gx: int
    gy: int
    n: int

    @property
    def generator(self) -> Point:
        """The standard generator G."""
        return Point(self.gx, self.gy)

    @property
    def size(self) -> int:
        """Bytes of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    def contains(self, point: Point) -> bool:
        """Whether the coordinates are in range and the point is on the curve (so in the group: the cofactor is 1)."""
        x, y = point
        return 0 <= x < self.p and 0 <= y < self.p and (y * y - (x * x * x + self.a * x + self.b)) % self.p == 0

    def add(self, one: Point | None, other: Point | None) -> Point | None:
        """The sum of two points."""
        return self._affine(self._add(_jacobian(one), _jacobian(other)))

    def multiply(self, scalar: int, point: Point) -> Point | None:
        """`scalar` times a point, for a scalar of any sign and size."""
        scalar %= self.n
        table = [_INFINITY, _jacobian(point)]
        while len(table) < 1 << WINDOW:
            table.append(self._add(table[-1], table[1]))
        total = _INFINITY
        for shift in range((scalar.bit_length() + WINDOW - 1) // WINDOW * WINDOW - WINDOW, -1, -WINDOW):
            for _ in range(WINDOW):
                total = self._double(total)
            total = self._add(total, table[scalar >> shift & (1 << WINDOW) - 1])
        return self._affine(total)

    def encode(self, point: Point) -> bytes:
        """The uncompressed form 04 ‖ x ‖ y (SEC 1, section 2.3.3)."""
        return b"\x04" + point.x.to_bytes(self.size, "big") + point.y.to_bytes(self.size, "big")

    def decode(self, data: bytes) -> Point:
        """The point of an uncompressed form.

        Raises:
            ValueError: The form is another or the point is not on this curve.
        """
        if len(data) != 1 + 2 * self.size or data[0] != 4:
            raise ValueError("not an uncompressed point of this curve")
        point = Point(int.from_bytes(data[1 : 1 + self.size], "big"), int.from_bytes(data[1 + self.size :], "big"))
        if not self.contains(point):
            raise ValueError("not on this curve")
        return point

    def _affine(self, point: _Jacobian) -> Point | None:
        x, y, z = point
        if z == 0:
            return None
        inverse = pow(z, -1, self.p)
        square = inverse * inverse % self.p
        return Point(x * square % self.p, y * square * inverse % self.p)

    def _double(self, point: _Jacobian) -> _Jacobian:
        x, y, z = point
        if z == 0 or y == 0:
            return _INFINITY
        p = self.p
        yy = y * y % p
        s = 4 * x * yy % p
        zz = z * z % p
        m = (3 * x * x + self.a * zz * zz) % p
        x3 = (m * m - 2 * s) % p
        return x3, (m * (s - x3) - 8 * yy * yy) % p, 2 * y * z % p

    def _add(self, one: _Jacobian, other: _Jacobian) -> _Jacobian:
        x1, y1, z1 = one
        x2, y2, z2 = other
        if z1 == 0:
            return other
        if z2 == 0:
            return one
        p = self.p
        zz1, zz2 = z1 * z1 % p, z2 * z2 % p
        u1, u2 = x1 * zz2 % p, x2 * zz1 % p
        s1, s2 = y1 * z2 * zz2 % p, y2 * z1 * zz1 % p
        if u1 == u2:
            return self._double(one) if s1 == s2 else _INFINITY
        h, r = u2 - u1, s2 - s1
        hh = h * h % p
        hhh, v = h * hh % p, u1 * hh % p
        x3 = (r * r - hhh - 2 * v) % p
        return x3, (r * (v - x3) - s1 * hhh) % p, z1 * z2 * h % p


def _jacobian(point: Point | None) -> _Jacobian:
    return _INFINITY if point is None else (point.x, point.y, 1)
