"""Evidence files: judged by what they are, cleaned, and stored durably under their hash."""

import io
import os
import tempfile
import zipfile
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from phongtrao.core.findings import Refusal
from phongtrao.core.text import nfc

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
#: A photo is kept as the first of these (longest edge in px, JPEG quality) that is light enough.
SIZES = ((1_600, 75), (1_600, 60), (1_360, 60), (1_360, 40), (1_360, 25))
PHOTO_BYTES = 400_000
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ENTRIES = 2_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg", ".png", ".webp"),
    "application/pdf": (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")


def kept(name: str, content: bytes, kinds: Collection[str] = ()) -> dict[str, Any]:
    """Judge a file, clean and store it, and return what its row says: sha256, name, mime, size.

    File first, row second. kinds: the mime types taken here, empty for all that `clean` knows.
    Refusal `file.*` when it may not enter.
    """
    mime, cleaned = clean(name, content)
    if kinds and mime not in kinds:
        text = f"Tệp {name} không thuộc loại được nhận. Dùng ảnh hoặc PDF."
        raise _refused("file.type", text)
    return {
        "sha256": store(cleaned),
        "name": nfc(name)[-160:],
        "mime": mime,
        "size": len(cleaned),
    }


def clean(name: str, content: bytes) -> tuple[str, bytes]:
    """Return (mime type, bytes to keep) of a file; Refusal `file.*` when it may not enter.

    Images are rebuilt from their pixels: place, device and comments are gone.
    """
    if len(content) > MAX_BYTES:
        text = f"Tệp {name} lớn hơn 10 MB. Thu nhỏ hoặc chia thành nhiều tệp."
        raise _refused("file.large", text)
    if not content:
        raise _refused("file.empty", f"Tệp {name} không có nội dung. Chọn lại tệp.")
    mime, kept = _recognise(name, content)
    if Path(name).suffix.lower() not in SUFFIXES[mime]:
        text = f"Tệp {name} có đuôi không đúng với nội dung. Lưu lại đúng loại rồi gửi."
        raise _refused("file.renamed", text)
    return mime, kept


def _recognise(name: str, content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"%PDF-"):
        if any(mark in content for mark in ACTIVE_PDF):
            text = f"Tệp {name} chứa mã lệnh hoặc tệp nhúng. In lại thành PDF rồi gửi."
            raise _refused("file.active", text)
        return "application/pdf", content
    if content.startswith(b"PK"):
        return check_office(name, content), content
    return "image/jpeg", _pixels_only(name, content)


def check_office(name: str, content: bytes) -> str:
    """Return the mime type of a Word or Excel file; refuse macros, bombs and anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as problem:
        text = f"Tệp {name} không mở được. Dùng ảnh, PDF, Word hoặc Excel."
        raise _refused("file.unreadable", text) from problem
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _refused("file.bomb", f"Tệp {name} nén quá lớn khi mở ra. Không nhận.")
    if any(part.endswith(("vbaProject.bin", ".vbs")) or "/activeX/" in part for part in names):
        text = f"Tệp {name} chứa macro. Lưu lại thành .docx hoặc .xlsx không macro rồi gửi."
        raise _refused("file.macro", text)
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    raise _refused("file.type", f"Tệp {name} không mở được. Dùng ảnh, PDF, Word hoặc Excel.")


def _pixels_only(name: str, content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _refused("file.pixels", f"Ảnh {name} quá lớn. Chụp lại hoặc chọn ảnh khác.")
            turned = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as problem:
        text = f"Tệp {name} không mở được. Dùng ảnh, PDF, Word hoặc Excel."
        raise _refused("file.unreadable", text) from problem
    bare = Image.frombytes("RGB", turned.size, turned.tobytes())
    kept = b""
    for edge, quality in SIZES:
        bare.thumbnail((edge, edge))
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=quality)
        kept = out.getvalue()
        if len(kept) <= PHOTO_BYTES:
            break
    return kept


def store(content: bytes) -> str:
    """Write the bytes durably under their SHA-256; return it. The same bytes are kept once."""
    digest = sha256(content).hexdigest()
    path = path_of(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(out.name).chmod(0o440)
    Path(out.name).rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return digest


def path_of(digest: str) -> Path:
    """Return where the file with this hash lives."""
    return Path(settings.EVIDENCE_ROOT) / digest[:2] / digest


def _refused(code: str, message: str) -> Refusal:
    english = "This file cannot be accepted: use an image, PDF, Word or Excel file up to 10 MB."
    return Refusal(code=code, message=message, message_en=english, status=422)
