"""Looks at an uploaded workbook as a zip archive before any reader opens it.

Refuses by parsed structure, not by extension: renamed files, macros, embedded objects, external
links, encrypted files and archives that would unpack to more than they should.
"""

import io
import zipfile
import zlib

from phongtrao.core.findings import Refusal

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_MEMBER_RATIO = 200
MAX_MEMBERS = 300

_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0"
_ACTIVE = ("vbaproject", "activex", "embeddings/", "macrosheets", "externallinks/", "customui")
_ACTIVE_TYPES = (b"macroEnabled", b"vbaProject", b"ms-office.activeX")


def inspect(data: bytes, name: str) -> None:
    """Raise Refusal when the bytes are not a plain, modest .xlsx workbook.

    data: the whole file; name: its file name, only its ending is looked at.
    """
    if len(data) > MAX_FILE_BYTES:
        raise _refusal(
            "workbook.too_large",
            f"Tệp lớn hơn {MAX_FILE_BYTES // 1024 // 1024} MB. Xuất lại bảng tính từ hệ thống.",
            "The file is too large.",
            413,
        )
    if not name.lower().endswith(".xlsx"):
        raise _refusal(
            "workbook.extension",
            "Chỉ nhận tệp .xlsx do hệ thống xuất ra; tệp này có đuôi khác.",
            "Only .xlsx workbooks exported by this system are accepted.",
        )
    if data[:4] == _OLE:
        raise _refusal(
            "workbook.old_format",
            "Tệp là Excel đời cũ (.xls) hoặc có mật khẩu, chỉ đổi tên đuôi. Lưu lại dạng .xlsx.",
            "The file is an old or encrypted Excel file that was renamed.",
        )
    _inspect_archive(data)


def _inspect_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bomb(members, len(data))
            _refuse_active(archive, members)
    except _BROKEN as broken:
        raise _refusal(
            "workbook.not_xlsx",
            "Tệp không phải bảng tính .xlsx (hỏng hoặc chỉ đổi tên đuôi).",
            "The file is not an .xlsx workbook.",
        ) from broken


def _refuse_bomb(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    greedy = any(
        member.file_size > 1_000_000
        and member.file_size > MAX_MEMBER_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if unpacked > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS or greedy:
        raise _refusal(
            "workbook.bomb",
            f"Tệp nén {size // 1024} KB bung ra {unpacked // 1024 // 1024} MB: không nhận.",
            "The archive unpacks to far more than a workbook should.",
            413,
        )


def _refuse_active(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    lowered = [member.filename.lower() for member in members]
    if "[content_types].xml" not in lowered or "xl/workbook.xml" not in lowered:
        raise _refusal(
            "workbook.not_xlsx",
            "Tệp không phải bảng tính .xlsx (hỏng hoặc chỉ đổi tên đuôi).",
            "The file is not an .xlsx workbook.",
        )
    types = archive.read(members[lowered.index("[content_types].xml")])
    named = any(word in path for path in lowered for word in _ACTIVE)
    if named or any(word in types for word in _ACTIVE_TYPES):
        raise _refusal(
            "workbook.active_content",
            "Tệp có macro, đối tượng nhúng hoặc liên kết ngoài. Xuất lại bảng tính và dán số vào.",
            "The workbook carries macros, embedded objects or external links.",
        )


def _refusal(code: str, message: str, english: str, status: int = 422) -> Refusal:
    return Refusal(code=code, message=message, message_en=english, status=status)
