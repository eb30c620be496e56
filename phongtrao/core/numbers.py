"""Numbers as Vietnamese offices write them: dot between thousands, comma before decimals."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_LOOKALIKES = {"−": "-", "–": "-", "\u00a0": " ", "\u202f": " "}
_GROUPED = re.compile(r"^[1-9]\d{0,2}(?:(?:\.\d{3})+|(?: \d{3})+)$")
_GROUPED_COMMA = re.compile(r"^[1-9]\d{0,2}(?:,\d{3})+$")
_SPACED = re.compile(r"^[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?$")


class NumberProblem(ValueError):
    """The text is not a number of the wanted kind; `message` is Vietnamese."""

    def __init__(self, message: str, message_en: str) -> None:
        super().__init__(f"{message} / {message_en}")
        self.message = message
        self.message_en = message_en


@dataclass(frozen=True)
class Ambiguous:
    """A text that can be read as more than one number; the person is asked which."""

    text: str
    readings: tuple[Decimal, ...]

    @property
    def message(self) -> str:
        """Return the Vietnamese question."""
        choices = " hay ".join(_written(reading) for reading in self.readings)
        return f"“{self.text}” có thể đọc là {choices}. Viết lại theo một cách."

    @property
    def message_en(self) -> str:
        """Return the English question."""
        choices = " or ".join(_written(reading) for reading in self.readings)
        return f"“{self.text}” can be read as {choices}. Write it one way."


def _written(value: Decimal) -> str:
    """Return a reading in Vietnamese writing with the decimals it has."""
    exponent = value.as_tuple().exponent
    return format_number(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def _cleaned(text: str) -> tuple[str, str]:
    """Return (sign, body) of `text`; raises NumberProblem when it is empty."""
    body = unicodedata.normalize("NFC", text).strip()
    for odd, plain in _LOOKALIKES.items():
        body = body.replace(odd, plain)
    sign = "-" if body.startswith("-") else ""
    body = body.lstrip("+-").strip()
    if not body:
        raise NumberProblem("Chưa nhập số.", "No number given.")
    return sign, body


def _not_a_number(text: str) -> NumberProblem:
    return NumberProblem(
        f"“{text}” không phải là số. Viết như 1234 hoặc 1.234.",
        f"“{text}” is not a number. Write 1234 or 1.234.",
    )


def parse_integer(text: str) -> int | Ambiguous:
    """Return the whole number written as `1234`, `1.234` or `1 234`.

    `1,234` is Ambiguous (1234 in English writing, 1,234 in Vietnamese); `12.5` and `12,5`
    are not whole. Raises NumberProblem.
    """
    sign, body = _cleaned(text)
    if body.isascii() and body.isdecimal():
        return int(sign + body)
    if _GROUPED.match(body):
        return int(sign + re.sub(r"\D", "", body))
    if _GROUPED_COMMA.match(body):
        whole = Decimal(sign + body.replace(",", ""))
        if body.count(",") > 1:
            return int(whole)
        return Ambiguous(text, (whole, Decimal(sign + body.replace(",", "."))))
    value = parse_decimal(text)
    if isinstance(value, Ambiguous):
        whole_readings = [r for r in value.readings if r == r.to_integral_value()]
        if len(whole_readings) == len(value.readings):
            return value
        value = next((r for r in value.readings if r not in whole_readings), value.readings[0])
    if value == value.to_integral_value():
        return int(value)
    raise NumberProblem(
        f"“{text}” không phải là số nguyên. Nhập số nguyên, ví dụ 12.",
        f"“{text}” is not a whole number. Enter a whole number, for example 12.",
    )


def parse_decimal(text: str) -> Decimal | Ambiguous:
    """Return the number written in Vietnamese (`1.234,5`) or unmistakable English (`1,234.5`).

    Ambiguous: `12.5` (12,5 typed with a point, or a slip in 125), `1.234` and `1,234`
    (thousands or decimals). Raises NumberProblem.
    """
    sign, raw = _cleaned(text)
    body = raw.replace(" ", "") if _SPACED.match(raw) else raw
    if not re.fullmatch(r"[\d.,]+", body) or not body.isascii():
        raise _not_a_number(text)
    if "." in body and "," in body:
        return _both_marks(text, sign, body)
    if body.isdecimal():
        return Decimal(sign + body)
    mark = "," if "," in body else "."
    if body.count(mark) > 1:
        if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", body):
            return Decimal(sign + body.replace(mark, ""))
        raise _not_a_number(text)
    return _one_mark(text, sign, body, mark)


def _both_marks(text: str, sign: str, body: str) -> Decimal:
    """Return a number with dots and commas: the last mark is the decimal one."""
    last = max(body.rfind("."), body.rfind(","))
    group = "," if body[last] == "." else "."
    whole, decimals = body[:last], body[last + 1 :]
    if not decimals.isdecimal() or not re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+", whole):
        raise _not_a_number(text)
    return Decimal(f"{sign}{whole.replace(group, '')}.{decimals}")


def _one_mark(text: str, sign: str, body: str, mark: str) -> Decimal | Ambiguous:
    """Return a number with exactly one dot or one comma."""
    whole, decimals = body.split(mark)
    if not whole or not decimals:
        raise _not_a_number(text)
    decimal = Decimal(f"{sign}{whole}.{decimals}")
    joined = Decimal(sign + whole + decimals)
    groupable = len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if groupable:
        return Ambiguous(text, (joined, decimal))
    if mark == ",":
        return decimal
    return Ambiguous(text, (decimal, joined))


def format_number(n: int | Fraction | Decimal, decimals: int = 0) -> str:
    """Return `n` in Vietnamese writing, rounded half up: `format_number(Fraction(2469, 2), 1)`."""
    exact = Fraction(n)
    scaled = exact * 10**decimals
    rounded = int(abs(scaled) + Fraction(1, 2)) * (-1 if scaled < 0 else 1)
    whole, rest = divmod(abs(rounded), 10**decimals)
    text = f"{whole:,}".replace(",", ".") + (f",{rest:0{decimals}d}" if decimals else "")
    return f"-{text}" if rounded < 0 else text


def format_percent(value: Fraction | None, decimals: int = 1) -> str:
    """Return a ratio as a percentage (`Fraction(9, 10)` → `90,0 %`), `–` when there is none."""
    return "–" if value is None else f"{format_number(value * 100, decimals)}\u00a0%"


def quantize(value: Fraction, decimals: int) -> Decimal:
    """Return `value` as a decimal rounded half up (away from zero at the half)."""
    step = Decimal(1).scaleb(-decimals)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)
