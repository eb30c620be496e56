"""The tamper-evident log: RFC 6962 against a second implementation, and every kind of tampering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from phongtrao.audit import merkle
from phongtrao.audit.actions import append, append_many
from phongtrao.audit.canonical import canonical
from phongtrao.audit.models import LogEntry, LogHead
from phongtrao.audit.queries import head, verify


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=70))
def test_root_agrees_with_another_implementation(payloads: list[bytes]) -> None:
    tree = InmemoryTree(algorithm="sha256")
    for payload in payloads:
        tree.append_entry(payload)
    ours = merkle.root_of_leaves(merkle.leaf_hash(payload) for payload in payloads)
    assert ours == tree.get_root().hex()


def test_known_vectors() -> None:
    assert merkle.EMPTY_ROOT == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (
        merkle.leaf_hash(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )


def test_canonical_text_has_one_spelling() -> None:
    decomposed, composed = "hòa", "hòa"
    assert canonical({"b": 1, "a": decomposed}) == canonical({"a": composed, "b": 1})
    with pytest.raises(ValueError, match="float"):
        canonical({"a": 1.5})


@pytest.fixture
def log(db: None) -> list[LogEntry]:
    """Return a log of nine entries."""
    return [*append_many([{"n": n} for n in range(8)]), append({"n": 8})]


def test_an_untouched_log_verifies(log: list[LogEntry]) -> None:
    assert verify() == []
    assert head()[0] == 9


def test_every_changed_byte_is_found(log: list[LogEntry]) -> None:
    for entry in log:
        for place in range(len(entry.payload)):
            twisted = entry.payload[:place] + "~" + entry.payload[place + 1 :]
            LogEntry.objects.filter(pk=entry.pk).update(payload=twisted)
            assert verify(), (entry.index, place)
        LogEntry.objects.filter(pk=entry.pk).update(payload=entry.payload)
    assert verify() == []


def test_a_missing_entry_is_found(log: list[LogEntry]) -> None:
    for entry in log:
        LogEntry.objects.filter(pk=entry.pk).delete()
        assert verify(), entry.index
        entry.save(force_insert=True)
    assert verify() == []


def test_a_cut_tail_is_found_even_with_its_head(log: list[LogEntry]) -> None:
    before = head()
    LogEntry.objects.filter(index__gte=7).delete()
    assert verify()
    frontier: list[str] = []
    for size, entry in enumerate(LogEntry.objects.order_by("index")):
        frontier = merkle.extend(frontier, size, entry.leaf_hash)
    LogHead.objects.update(size=7, frontier=frontier)
    # Rewriting the head as well deceives the log alone: that is why receipts exist.
    assert verify() == []
    assert head() != before
