"""The sample: anyone can draw it again, nobody can steer it, every unit can be drawn."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phongtrao.rules import sampling
from phongtrao.rules.sampling import FrameUnit

KINDS = ("agency", "enterprise", "school")


def frame(sizes: dict[tuple[str, str], int]) -> list[FrameUnit]:
    """A frame of so many units of each (kind, area)."""
    return [
        FrameUnit(f"{area}-{kind}-{number}", kind, area)
        for (kind, area), size in sizes.items()
        for number in range(size)
    ]


SIZES = {(kind, f"A{n}"): 3 + n * 2 + len(kind) for kind in KINDS for n in range(6)}
UNITS = frame(SIZES)
SEED = sampling.seed_of("ab" * 32, "KT-2024-1")


# --- the same draw, written again from the words of the page and nothing else -------------------
def again(text: str, root: str, code: str, count: int) -> list[str]:
    sha = lambda words: hashlib.sha256(words.encode()).hexdigest()  # noqa: E731
    seed = sha(f"{root}:{code}")
    rows = [line.split("|") for line in text.splitlines()]
    for parts in ((1, 2), (2,), (1,), ()):
        strata: dict[str, list[str]] = {}
        for row in rows:
            strata.setdefault("/".join(row[part] for part in parts), []).append(row[0])
        if len(strata) <= count:
            break
    rest, left = count - len(strata), len(rows) - len(strata)
    exact = {name: (rest * (len(units) - 1), left or 1) for name, units in strata.items()}
    share = {name: 1 + top // bottom for name, (top, bottom) in exact.items()}
    byrest = sorted(strata, key=lambda n: (-(exact[n][0] % exact[n][1]), sha(f"{seed}:{n}")))
    for name in byrest[: count - sum(share.values())]:
        share[name] += 1
    drawn = []
    for name in sorted(strata):
        drawn += sorted(strata[name], key=lambda unit: sha(f"{seed}:{unit}"))[: share[name]]
    return drawn


# ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 17, 18, 20, 33, 100, len(UNITS)])
def test_an_independent_program_draws_the_same(count):
    text = sampling.frame_text(UNITS)
    drawn = sampling.draw(sampling.read_frame(text), count, SEED)
    assert [item.unit.code for item in drawn.chosen] == again(text, "ab" * 32, "KT-2024-1", count)
    assert len(drawn.chosen) == count


def test_frame_is_sorted_and_its_digest_is_that_of_sha256sum():
    text = sampling.frame_text(reversed(UNITS))
    assert text == sampling.frame_text(UNITS)
    assert sampling.digest(text) == hashlib.sha256(text.encode()).hexdigest()
    assert sampling.read_frame(text) == tuple(sorted(UNITS))


@pytest.mark.parametrize("units", [[UNITS[0], UNITS[0]], [FrameUnit("a|b", "agency", "A")]])
def test_a_frame_that_can_be_read_two_ways_is_refused(units):
    with pytest.raises(ValueError):
        sampling.frame_text(units)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(KINDS), st.sampled_from("ABCDE")),
        st.integers(1, 12),
        min_size=1,
    ),
    st.integers(1, 60),
    st.text("0123456789abcdef", min_size=64, max_size=64),
)
def test_every_stratum_gives_one_and_none_gives_more_than_it_has(sizes, count, seed):
    units = frame(sizes)
    sample = sampling.draw(units, count, seed)
    assert len(sample.chosen) == min(count, len(units))
    assert len({item.unit for item in sample.order}) == len(units)
    for name, share in sample.shares.items():
        assert 1 <= share <= sample.sizes[name]
    ideal = {n: 1 + (min(count, len(units)) - len(sample.sizes)) * (s - 1)
             / max(1, len(units) - len(sample.sizes)) for n, s in sample.sizes.items()}  # fmt: skip
    assert all(abs(sample.shares[name] - ideal[name]) < 1 for name in ideal)


def test_levels_give_way_when_there_are_more_strata_than_units():
    levels = {n: sampling.draw(UNITS, n, SEED).level for n in (18, 17, 6, 5, 3, 2)}
    assert levels == {
        18: ("kind", "area"), 17: ("area",), 6: ("area",), 5: ("kind",), 3: ("kind",), 2: (),
    }  # fmt: skip


def test_units_are_drawn_equally_often():
    """χ² over 2.000 draws of 6 from strata of 20: 95 % of fair draws stay below 143 (119 free)."""
    units = frame({(kind, area): 20 for kind in KINDS for area in "AB"})
    seen: Counter[str] = Counter()
    for number in range(2_000):
        seed = sampling.seed_of(f"{number:064x}", "KT-2024-1")
        seen.update(item.unit.code for item in sampling.draw(units, 6, seed).chosen)
    expected = 2_000 * 6 / len(units)
    chi = sum((seen[unit.code] - expected) ** 2 / expected for unit in units)
    assert chi < 143


def test_another_log_or_round_draws_others():
    codes = {
        tuple(item.unit.code for item in sampling.draw(UNITS, 20, seed).chosen)
        for seed in (
            SEED, sampling.seed_of("ab" * 32, "KT-2024-2"), sampling.seed_of("ac" * 32, "KT-2024-1")
        )
    }  # fmt: skip
    assert len(codes) == 3


def test_a_replacement_is_the_next_of_the_stratum():
    sample = sampling.draw(UNITS, 20, SEED)
    first = sample.chosen[0]
    order = [item.unit.code for item in sample.order if item.stratum == first.stratum]
    used = [item.unit.code for item in sample.chosen]
    found = sampling.next_in_order(sample, first.stratum, used)
    assert found is not None
    assert found.code == order[sample.shares[first.stratum]]
    assert sampling.next_in_order(sample, first.stratum, order) is None


def test_shares_that_do_not_fit_are_refused():
    with pytest.raises(ValueError):
        sampling.allocate({"a": 2, "b": 3}, 1, SEED)
    with pytest.raises(ValueError):
        sampling.draw(UNITS, 0, SEED)
