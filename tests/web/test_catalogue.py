"""The Vietnamese catalogue is complete, keeps variables, and follows the house tone."""

import re
import unicodedata

import pytest
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from scripts import build_locale

FORBIDDEN = re.compile(r"vui lòng|xin lỗi|lỗi hệ thống|\bbạn\b|!", re.IGNORECASE)

#: Django and allauth messages that reach our pages; their own Vietnamese is not used.
FRAMEWORK = [
    "This field is required.",
    "Enter a whole number.",
    "Enter a valid date.",
    "Enter a valid email address.",
    "This password is too common.",
    "You must type the same password each time.",
    "Please type your current password.",
    "Current Password",
    "New Password",
    "New Password (again)",
    "The submitted file is empty.",
]


def test_no_message_is_missing():
    missing = build_locale.missing()
    assert not missing, "\n".join(f"{place}: {text!r}" for (_c, text), place in missing.items())


def test_translations_keep_their_variables():
    assert build_locale.broken() == []


def test_a_message_says_the_same_in_every_area(monkeypatch, tmp_path):
    assert build_locale.contradictions() == []
    for name, text in (("base", "Thứ tự"), ("duties", "Sắp theo"), ("orgs", "Thứ tự")):
        (tmp_path / f"{name}.po").write_text(f'msgid "Order"\nmsgstr "{text}"\n')
    monkeypatch.setattr(build_locale, "SOURCES", tmp_path)
    (found,) = build_locale.contradictions()
    assert "base.po" in found and "duties.po" in found and "orgs.po" not in found


def test_wording_is_official_and_nfc():
    for message in build_locale.merged():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts if message.id else ():
            assert not FORBIDDEN.search(text), f"{message.id!r}: {text}"
            assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("message", FRAMEWORK)
def test_framework_messages_are_ours(message):
    ours = {m.id: m.string for m in build_locale.merged() if m.id}
    build_locale.write(build_locale.merged())
    with translation.override("vi"):
        assert gettext(message) == ours[message]
    with translation.override("en"):
        assert gettext(message) == message


def test_plural_message_of_the_password_rule():
    single = "This password is too short. It must contain at least %d character."
    many = "This password is too short. It must contain at least %d characters."
    with translation.override("vi"):
        assert ngettext(single, many, 8) % 8 == "Mật khẩu quá ngắn. Cần ít nhất 8 ký tự."


def test_vietnamese_dates_and_numbers():
    with translation.override("vi"):
        assert formats.number_format(1234567) == "1.234.567"
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%d/%m/%Y"
        assert formats.sanitize_separators("90,5") == "90.5"
