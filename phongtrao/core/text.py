"""Vietnamese text: one normal form, search keys, dictionary order, numbers that name a person."""

import re
import unicodedata

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: str(index + 10) for index, letter in enumerate(_ALPHABET)}
_WORD = re.compile(r"\d+|[^\W\d_]+")
_MAX_SORTED = 120

_SPACES = r"[ \u00a0\u202f.\-]"
_PHONE = re.compile(
    rf"(?<![\w.,])(?:\+84|0084|0){_SPACES}?"
    rf"(?:[35789](?:{_SPACES}?\d){{8}}|2(?:{_SPACES}?\d){{9}})(?!\w)"
)
_TWELVE = re.compile(rf"(?<![\w.,])0\d{{2}}(?:{_SPACES}?\d){{9}}(?!\w)")
_NINE = re.compile(r"(?<![\w.,/])(?:\d{9}|\d{3} \d{3} \d{3})(?![\w.,/])(?!\s*(?:đ|vnd|usd|vnđ))")


def nfc(text: str) -> str:
    """Return `text` in Unicode normal form C, outer blanks removed."""
    return unicodedata.normalize("NFC", text).strip()


def search_key(text: str) -> str:
    """Return the key by which a name is found without its marks: `Đak Ơ` → `dak o`."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("đ", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(bare))


def weak_key(text: str) -> str:
    """Return the search key with a final y of each word written i, so Quý meets Quí."""
    return re.sub(r"y\b", "i", search_key(text))


def _letter(char: str) -> tuple[str, str]:
    """Return (base letter of the Vietnamese alphabet, tone digit) of one NFC letter."""
    tone = "0"
    base = ""
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        elif not unicodedata.combining(part) or part in "\u0306\u0302\u031b":
            base += part
    return unicodedata.normalize("NFC", base), tone


def sort_key(text: str) -> str:
    """Return a key of digits whose plain order is Vietnamese dictionary order, numbers by value.

    Letters compare first (d before đ, a before ă before â), tones after them; `Ấp 2` comes
    before `Ấp 10`. Only digits are used, so every database collation orders it alike.
    """
    primary: list[str] = []
    tones: list[str] = []
    for word in _WORD.findall(nfc(text)[:_MAX_SORTED].casefold()):
        if word.isdecimal():
            digits = str(int(word))
            primary.append(f"05{len(digits):02d}{digits}")
        else:
            for char in word:
                letter, tone = _letter(char)
                primary.append(_RANK.get(letter, "99"))
                tones.append(tone)
        primary.append("01")
    return "".join([*primary[:-1], "00", *tones])


def looks_like_person_id(text: str) -> str | None:
    """Return `phone` or `citizen_id` when a free text carries such a number, else None.

    Phones are 0 or +84 and nine digits (landlines ten); identity numbers are 12 digits beginning
    with 0 (Decree 137/2015/NĐ-CP art. 13) or the older 9 digits. Amounts grouped by dots pass.
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    if _TWELVE.search(plain):
        return "citizen_id"
    if _PHONE.search(plain):
        return "phone"
    return "citizen_id" if _NINE.search(plain) else None
