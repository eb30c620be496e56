"""The Merkle tree of RFC 6962, kept by its frontier: the roots of its complete subtrees.

A frontier of a log of `size` leaves holds one root for each set bit of `size`, largest subtree
first, so appending and reading the root cost O(log size) and need no old leaf.
"""

from collections.abc import Iterable
from hashlib import sha256

EMPTY_ROOT = sha256(b"").hexdigest()


def leaf_hash(payload: bytes) -> str:
    """Return the hash of a leaf (RFC 6962 §2.1: domain byte 0x00), hex."""
    return sha256(b"\x00" + payload).hexdigest()


def node_hash(left: str, right: str) -> str:
    """Return the hash of an inner node (RFC 6962 §2.1: domain byte 0x01), hex."""
    return sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def extend(frontier: list[str], size: int, leaf: str) -> list[str]:
    """Return the frontier of a log of `size` leaves after one more leaf."""
    roots = list(frontier)
    carried = leaf
    while size & 1:
        carried = node_hash(roots.pop(), carried)
        size >>= 1
    roots.append(carried)
    return roots


def root_of(frontier: list[str]) -> str:
    """Return the root of the tree whose frontier is given."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def root_of_leaves(leaves: Iterable[str]) -> str:
    """Return the root over all leaf hashes, in order."""
    frontier: list[str] = []
    for size, leaf in enumerate(leaves):
        frontier = extend(frontier, size, leaf)
    return root_of(frontier)
