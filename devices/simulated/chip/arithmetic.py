"""The chip's own arithmetic: curves, and integers modulo a prime. Plain; nothing of it is the reader's.

Sums are the chord-and-tangent rule in affine coordinates. A multiple is worked out in homogeneous coordinates, one
division for all of it (Cohen, Miyaji, Ono 1998): a division for each sum takes four times as long.
"""

from dataclasses import dataclass

Pair = tuple[int, int]
Triple = tuple[int, int, int]  # (X, Y, Z): x = X/Z, y = Y/Z; Z = 0 is the neutral element


@dataclass(frozen=True, slots=True)
class Weierstrass:
    """y² = x³ + ax + b modulo p, with the generator (x, y) of order n."""

    p: int
    a: int
    b: int
    x: int
    y: int
    n: int

    @property
    def width(self) -> int:
        """Bytes of a coordinate."""
        return -(-self.p.bit_length() // 8)

    def plus(self, one: Pair | None, two: Pair | None) -> Pair | None:
        """The chord-and-tangent rule; None is the neutral element."""
        if one is None or two is None:
            return one or two
        if one[0] == two[0]:
            if (one[1] + two[1]) % self.p == 0:
                return None
            slope = (3 * one[0] ** 2 + self.a) * pow(2 * one[1], -1, self.p)
        else:
            slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, self.p)
        x = (slope * slope - one[0] - two[0]) % self.p
        return x, (slope * (one[0] - x) - one[1]) % self.p

    def times(self, factor: int, point: Pair | None) -> Pair | None:
        """Double and add, from the highest bit."""
        if point is None:
            return None
        total: Triple = (0, 1, 0)
        for bit in f"{factor:b}":
            total = self._twice(total)
            if bit == "1":
                total = self._with(total, point)
        x, y, z = total
        if z == 0:
            return None
        divided = pow(z, -1, self.p)
        return x * divided % self.p, y * divided % self.p

    def _twice(self, one: Triple) -> Triple:
        x, y, z = one
        p = self.p
        w = (self.a * z * z + 3 * x * x) % p
        s = y * z % p
        b = x * y * s % p
        h = (w * w - 8 * b) % p
        ys = y * s % p
        return 2 * h * s % p, (w * (4 * b - h) - 8 * ys * ys) % p, 8 * s * s * s % p

    def _with(self, one: Triple, point: Pair) -> Triple:
        x, y, z = one
        if z == 0:
            return *point, 1
        p = self.p
        u, v = (point[1] * z - y) % p, (point[0] * z - x) % p
        if v == 0:
            return self._twice(one) if u == 0 else (0, 1, 0)
        vv = v * v % p
        vvv, r = v * vv % p, vv * x % p
        a = (u * u * z - vvv - 2 * r) % p
        return v * a % p, (u * (r - a) - vvv * y) % p, vvv * z % p

    def write(self, point: Pair) -> bytes:
        """04, x, y."""
        return b"\x04" + b"".join(value.to_bytes(self.width, "big") for value in point)

    def read(self, data: bytes) -> Pair:
        """The point.

        Raises:
            ValueError: It is none of this curve.
        """
        if len(data) != 2 * self.width + 1 or data[0] != 4:
            raise ValueError("form")
        x, y = int.from_bytes(data[1 : self.width + 1], "big"), int.from_bytes(data[self.width + 1 :], "big")
        if max(x, y) >= self.p or (y * y - x**3 - self.a * x - self.b) % self.p:
            raise ValueError("not on the curve")
        return x, y


@dataclass(frozen=True, slots=True)
class PrimeGroup:
    """Powers of g modulo p, of order q."""

    p: int
    g: int
    q: int

    @property
    def width(self) -> int:
        """Bytes of an element."""
        return -(-self.p.bit_length() // 8)

    def write(self, value: int) -> bytes:
        """As long as p."""
        return value.to_bytes(self.width, "big")

    def read(self, data: bytes) -> int:
        """The element.

        Raises:
            ValueError: It is none of the group.
        """
        value = int.from_bytes(data, "big")
        if not 1 < value < self.p - 1 or pow(value, self.q, self.p) != 1:
            raise ValueError("not in the group")
        return value
