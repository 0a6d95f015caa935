"""The tree of RFC 6962, against its own test vectors, and receipts as people copy them."""

import hashlib
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.voting.domain.proof import EMPTY, Tree, is_included, leaf_hash, node_hash
from liren.voting.domain.receipts import (
    ReceiptUnreadable,
    receipt_code,
    receipt_secret,
    slip_name,
)

# The leaves and roots that the reference implementation of certificate transparency is tested with.
LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def slow_root(leaves: list[bytes]) -> bytes:
    """The definition of section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_published_vectors(size: int, root: str) -> None:
    assert Tree.of(bytes.fromhex(leaf) for leaf in LEAVES[:size]).root.hex() == root


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_tree_is_the_one_that_is_defined(leaves: list[bytes]) -> None:
    tree = Tree.of(leaves)
    assert tree.root == slow_root(leaves)
    for at, leaf in enumerate(leaves):
        path = tree.path(at)
        assert is_included(leaf, at, tree.size, path, tree.root)
        assert not is_included(leaf + b"x", at, tree.size, path, tree.root)
        assert not is_included(leaf, at, tree.size, [*path, EMPTY], tree.root)
        assert not (path and is_included(leaf, at, tree.size, path[:-1], tree.root))


@dataclass(frozen=True)
class Odd:
    """A place that is none."""

    index: int
    size: int


@pytest.mark.parametrize("odd", [Odd(-1, 8), Odd(8, 8), Odd(0, 0)])
def test_there_is_no_proof_of_what_is_not_there(odd: Odd) -> None:
    tree = Tree.of([b"leaf"] * odd.size)
    assert not is_included(b"leaf", odd.index, odd.size, [], tree.root)
    with pytest.raises(IndexError):
        tree.path(odd.index)


def test_a_node_cannot_pass_for_a_leaf() -> None:
    tree = Tree.of([b"a", b"b"])
    assert not is_included(leaf_hash(b"a") + leaf_hash(b"b"), 0, 1, [], tree.root)
    assert Tree.of([]).root == EMPTY


@given(st.binary(min_size=10, max_size=10))
def test_a_code_is_read_as_people_copy_it(secret: bytes) -> None:
    code = receipt_code(secret)
    assert len(code) == 24 and not set("ILOU") & set(code)
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert receipt_secret(code) == receipt_secret(sloppy) == secret


@given(st.binary(min_size=10, max_size=10), st.integers(0, 19), st.integers(1, 31))
def test_a_wrong_letter_is_noticed(secret: bytes, at: int, step: int) -> None:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    marks = list(receipt_code(secret).replace("-", ""))
    marks[at] = letters[(letters.index(marks[at]) + step) % 32]
    try:
        found = receipt_secret("".join(marks))
    except ReceiptUnreadable:
        return
    # Twenty bits notice all but one in a million; what slips through is nobody's ballot.
    assert found != secret


@pytest.mark.parametrize("code", ["", "0000", "U" * 20, "é" * 20, "0000-0000-0000-0000-0000"])
def test_what_is_no_code_says_so(code: str) -> None:
    with pytest.raises(ReceiptUnreadable):
        receipt_secret(code)


def test_names_of_slips_tell_nothing_of_each_other() -> None:
    names = {slip_name(bytes(10), number) for number in range(70_000)}
    assert len(names) == 70_000
