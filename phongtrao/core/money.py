"""Amounts of money as offices write them: "1.234,5 triệu", "0,5 tỷ", exact in đồng."""

import re
from decimal import Decimal

from phongtrao.core.numbers import Ambiguous, NumberProblem, format_number, parse_decimal
from phongtrao.core.text import search_key

#: Words of a unit without marks → how many đồng it is.
_WORDS = {
    **dict.fromkeys(("d", "dong", "vnd"), 1),
    **dict.fromkeys(("nghin", "ngan"), 1_000),
    **dict.fromkeys(("trieu", "tr"), 1_000_000),
    **dict.fromkeys(("ty", "ti"), 1_000_000_000),
}
_PARTS = re.compile(r"([+-]?[\d.,\s\u00a0\u202f]+)([^\d.,]*)")
_PLAIN = re.compile(r"[1-9]\d{0,2}(?:[. ]\d{3})+")


def scale_of(unit: str) -> int:
    """Return how many đồng a unit of measure is ("triệu đồng" → 1000000); 1 for any other."""
    return _scale(unit) or 1


def _scale(words: str) -> int | None:
    """The đồng in a unit word, None when it is none; "đồng" may follow any of them."""
    key = search_key(words)
    return _WORDS.get(key.removesuffix(" dong").removesuffix(" vnd"))


def parse_amount(text: str, scale: int = 1) -> int:
    """Return the amount in đồng; `scale`: how many đồng a number without a unit word counts.

    Raises NumberProblem for what is no amount, has a part of a đồng, or can be read as two
    amounts ("12.5"; "120.000.000" where millions are asked): the message asks which.
    """
    found = _PARTS.fullmatch(text.strip())
    if found is None:
        raise _no_amount(text)
    word = found[2].strip()
    named = _scale(word) if word else scale
    if named is None:
        raise _no_amount(text)
    readings = _readings(found[1].strip())
    if len(readings) > 1:
        raise _asked(text, [_exact(text, reading, named) for reading in readings])
    return _exact(text, readings[0], named) if word else amount_of(readings[0], scale, text)


def amount_of(number: Decimal, scale: int, text: str = "") -> int:
    """Return the đồng in a number of units of `scale` đồng; `text`: as it was typed.

    Raises NumberProblem as `parse_amount`: so many units are rather đồng that somebody wrote.
    """
    said = text or str(number).replace(".", ",")
    amount = _exact(said, number, scale)
    if is_doubtful(amount, scale):
        raise _asked(said, [amount, amount // scale])
    return amount


def is_doubtful(amount: int, scale: int) -> bool:
    """Tell whether a number without a unit word is so large that it may be đồng already."""
    return scale > 1 and amount * 10 >= scale * scale


def _readings(number: str) -> tuple[Decimal, ...]:
    """The numbers a text can be; dots between thousands are never decimals here."""
    if _PLAIN.fullmatch(number):
        return (Decimal(re.sub(r"\D", "", number)),)
    value = parse_decimal(number)
    return value.readings if isinstance(value, Ambiguous) else (value,)


def _exact(text: str, number: Decimal, scale: int) -> int:
    amount = number * scale
    if amount != amount.to_integral_value():
        raise NumberProblem(
            f"“{text}” lẻ hơn một đồng. Ghi kèm đơn vị, ví dụ 12,5 triệu.",
            f"“{text}” has a part of a đồng. Write the unit too, for example 12,5 triệu.",
        )
    return int(amount)


def _no_amount(text: str) -> NumberProblem:
    return NumberProblem(
        f"“{text}” không phải là số tiền. Viết như 1.234,5 triệu hoặc 0,5 tỷ.",
        f"“{text}” is not an amount. Write 1.234,5 triệu or 0,5 tỷ.",
    )


def _asked(text: str, amounts: list[int]) -> NumberProblem:
    written = [f"{format_number(amount)} đồng" for amount in amounts]
    return NumberProblem(
        f"“{text}” có thể là {' hay '.join(written)}. Viết lại theo một cách.",
        f"“{text}” can be {' or '.join(written)}. Write it one way.",
    )


def written_in(amount: int, scale: int) -> str:
    """Return an amount in units of `scale` đồng as it would be typed: 1234500000 → `1.234,5`.

    `parse_amount` reads it back; a doubtful amount names its unit: `150.000.000.000 đồng`.
    """
    if is_doubtful(amount, scale):
        return f"{format_number(amount)} đồng"
    exact = (Decimal(amount) / scale).normalize()
    exponent = exact.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole, _, part = format_number(exact, decimals).partition(",")
    if len(part) == 3 and "." not in whole:
        part += "0"  # three decimals alone could be thousands
    return f"{whole},{part}" if part else whole
