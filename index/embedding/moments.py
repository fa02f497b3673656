"""How the vectors of a store are spread, kept as sums that a sync adds to and takes from, so that
nobody has to go through all vectors for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Vectors

Sums = npt.NDArray[np.float64]
# Entries are summed as whole numbers of this: float64 holds their sums, and those of their
# products, without any error up to eight million rows, so that no order of adding and taking away
# makes a difference. Between 1/32 and 1/16, where most are, float16 has the same steps.
_GRID = 2.0**-15


@dataclass(frozen=True)
class Moments:
    """Of `count` vectors: their sum, (d,), and that of their products with themselves, (d, d)."""

    count: int
    total: Sums
    products: Sums

    @classmethod
    def none(cls, width: int = 0) -> "Moments":
        return cls(0, np.zeros(width), np.zeros((width, width)))

    @classmethod
    def of(cls, vectors: Vectors) -> "Moments":
        rows = np.rint(vectors.astype(np.float64) / _GRID) * _GRID
        return cls(len(rows), rows.sum(axis=0), rows.T @ rows)

    @classmethod
    def of_rows(cls, vectors: Iterable[tuple[int, bytes]]) -> "Moments":
        """Of float16 rows, with how many there are in each."""
        parts = [(count, rows) for count, rows in vectors if count]
        if not parts:
            return cls.none()
        flat = np.frombuffer(b"".join(rows for _, rows in parts), "<f2").astype(np.float32)
        return cls.of(flat.reshape(sum(count for count, _ in parts), -1))

    def __add__(self, other: "Moments") -> "Moments":
        if not self.count or not other.count:
            return self if self.count else other
        return Moments(
            self.count + other.count, self.total + other.total, self.products + other.products
        )

    def __sub__(self, other: "Moments") -> "Moments":
        if not other.count:
            return self
        if self.count == other.count:
            return Moments.none()
        return Moments(
            self.count - other.count, self.total - other.total, self.products - other.products
        )

    def spread(self, query: Vectors) -> tuple[float, float]:
        """Mean and standard deviation of the cosine with all of them; 0 and 1 without any."""
        if not self.count:
            return 0.0, 1.0
        of = query.astype(np.float64)
        mean = float(self.total @ of) / self.count
        variance = float(of @ self.products @ of) / self.count - mean * mean
        return mean, max(variance, 1e-12) ** 0.5

    def to_bytes(self) -> bytes:
        """Little-endian float64: the count, the sum, the upper half of the products."""
        upper = self.products[np.triu_indices(len(self.total))]
        numbers = np.concatenate([[self.count], self.total, upper]) + 0.0  # which makes -0 a 0
        return numbers.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Moments":
        numbers = np.frombuffer(data, "<f8")
        width = int((np.sqrt(8 * len(numbers) + 1) - 3) / 2)  # of 1 + d + d (d + 1) / 2 numbers
        products = np.zeros((width, width))
        products[np.triu_indices(width)] = numbers[1 + width :]
        products += np.triu(products, 1).T
        return cls(int(numbers[0]), numbers[1 : 1 + width].copy(), products)
