"""A Merkle tree over published ballots: one root stands for all of them.

RFC 6962, section 2.1 (the same in RFC 9162, section 2.1), with SHA-256: a leaf is hashed after a
zero byte, an inner node after a one, so that no node can pass for a leaf; the tree of n leaves
splits at the largest power of two below n; the empty tree has the hash of nothing. A proof is the
32-byte hashes beside the path from a leaf to the root, lowest first, log2(n) of them rounded up.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """All levels, the leaves first, the root alone in the last."""

    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> "Tree":
        """Build the tree over the data of the leaves, in their order."""
        level = [leaf_hash(data) for data in leaves]
        levels = [tuple(level)]
        while len(level) > 1:
            paired = map(node_hash, level[::2], level[1::2])
            # An odd one rises as it is: this is the split at a power of two, from below.
            level = [*paired, *level[len(level) - len(level) % 2 :]]
            levels.append(tuple(level))
        return cls(tuple(levels))

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return len(self.levels[0])

    @property
    def root(self) -> bytes:
        """The one hash that stands for all."""
        return self.levels[-1][0] if self.size else EMPTY

    def path(self, index: int) -> tuple[bytes, ...]:
        """Return the inclusion proof of a leaf; raises `IndexError` when there is none such."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        found = []
        for level in self.levels[:-1]:
            if index ^ 1 < len(level):
                found.append(level[index ^ 1])
            index >>= 1
        return tuple(found)


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf's data stands at that place of the tree (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf_hash(leaf)
    for beside in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(beside, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root
