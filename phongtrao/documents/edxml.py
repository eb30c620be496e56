"""Packages for the national document axis (edXML, QCVN 102:2016/BTTTT): written, read, checked.

The structure follows rules.md 6C: one open implementation of the standard. That is no proof of
conformity; the axis itself decides, and the page that offers the package says so. Pure functions.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from phongtrao.core.dates import TZ
from phongtrao.core.findings import Finding

SPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
MIME = "application/xml"
#: Code of "Báo cáo": its place in annex III of Decree 30/2020, which agrees with the codes known
#: of the standard (1 nghị quyết … 9 chương trình, 18 công văn, 19 công điện); the table after
#: amendment 1:2022 is not known here.
REPORT_TYPE = 14
Node = ElementTree.Element


@dataclass(frozen=True)
class Organ:
    """A sender or receiver: its 13-character code (QĐ 20/2020/QĐ-TTg), "" when not known here."""

    name: str
    code: str = ""


@dataclass(frozen=True)
class Attachment:
    """One file: its name, MIME type, what it is, its bytes."""

    name: str
    mime: str
    description: str
    content: bytes


@dataclass(frozen=True)
class Envelope:
    """Everything the header says. number and symbol as issued: 12, "BC-UBND"."""

    document_id: str
    sender: Organ
    receivers: Sequence[Organ]
    number: str
    symbol: str
    place: str
    issued: date
    subject: str
    content: str
    competence: str
    position: str
    sent: datetime
    pages: int = 1
    type_code: int = REPORT_TYPE
    type_name: str = "Báo cáo"
    attachments: Sequence[Attachment] = field(default_factory=tuple)


#: What must be there: paths below the root, in the order of the standard.
REQUIRED = (
    "edXMLEnvelope",
    "edXMLEnvelope/edXMLHeader",
    "edXMLEnvelope/edXMLHeader/MessageHeader",
    "edXMLEnvelope/edXMLHeader/MessageHeader/From/OrganId",
    "edXMLEnvelope/edXMLHeader/MessageHeader/From/OrganName",
    "edXMLEnvelope/edXMLHeader/MessageHeader/To/OrganName",
    "edXMLEnvelope/edXMLHeader/MessageHeader/Code/CodeNumber",
    "edXMLEnvelope/edXMLHeader/MessageHeader/Code/CodeNotation",
    "edXMLEnvelope/edXMLHeader/MessageHeader/PromulgationInfo/Place",
    "edXMLEnvelope/edXMLHeader/MessageHeader/PromulgationInfo/PromulgationDate",
    "edXMLEnvelope/edXMLHeader/MessageHeader/DocumentType/Type",
    "edXMLEnvelope/edXMLHeader/MessageHeader/DocumentType/TypeName",
    "edXMLEnvelope/edXMLHeader/MessageHeader/Subject",
    "edXMLEnvelope/edXMLHeader/MessageHeader/Content",
    "edXMLEnvelope/edXMLHeader/MessageHeader/SignerInfo/Competence",
    "edXMLEnvelope/edXMLHeader/MessageHeader/SignerInfo/Position",
    "edXMLEnvelope/edXMLHeader/MessageHeader/OtherInfo/PageAmount",
    "edXMLEnvelope/edXMLHeader/MessageHeader/SteeringType",
    "edXMLEnvelope/edXMLHeader/MessageHeader/DocumentId",
    "edXMLEnvelope/edXMLHeader/TraceHeaderList/TraceHeader/OrganId",
    "edXMLEnvelope/edXMLHeader/TraceHeaderList/TraceHeader/Timestamp",
    "edXMLEnvelope/edXMLBody/edXMLManifest/Reference",
    "AttachmentEncoded/Attachment/ContentType",
    "AttachmentEncoded/Attachment/ContentId",
    "AttachmentEncoded/Attachment/ContentTransferEncoded",
    "AttachmentEncoded/Attachment/AttachmentName",
)
#: May be empty: the standard asks for the element, the value is not known to this installation.
MAY_BE_EMPTY = frozenset({"OrganId", "Competence", "Reference"})
#: A document without them is a draft: the axis does not take it.
NUMBERING = frozenset({"CodeNumber", "CodeNotation"})


def build(envelope: Envelope) -> bytes:
    """The package as UTF-8 XML; the same envelope gives the same bytes."""
    ElementTree.register_namespace("edXML", SPACE)
    root = Node(_name("edXML"))
    outer = _add(root, "edXMLEnvelope")
    header = _add(outer, "edXMLHeader")
    _message(_add(header, "MessageHeader"), envelope)
    trace = _add(_add(header, "TraceHeaderList"), "TraceHeader")
    _add(trace, "OrganId", envelope.sender.code)
    _add(trace, "Timestamp", _stamp(envelope.sent))
    manifest = _add(_add(outer, "edXMLBody"), "edXMLManifest")
    encoded = _add(root, "AttachmentEncoded")
    for number, item in enumerate(envelope.attachments, start=1):
        ident = f"cid:{envelope.document_id}-{number}"
        reference = _add(manifest, "Reference")
        _add(reference, "ContentId", ident)
        _add(reference, "ContentType", item.mime)
        _add(reference, "Description", item.description)
        _attachment(_add(encoded, "Attachment"), item, ident)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return bytes(body) + b"\n"


def _message(header: Node, said: Envelope) -> None:
    _organ(_add(header, "From"), said.sender)
    for receiver in said.receivers:
        _organ(_add(header, "To"), receiver)
    code = _add(header, "Code")
    _add(code, "CodeNumber", said.number)
    _add(code, "CodeNotation", said.symbol)
    issued = _add(header, "PromulgationInfo")
    _add(issued, "Place", said.place)
    _add(issued, "PromulgationDate", said.issued.strftime("%Y/%m/%d"))
    kind = _add(header, "DocumentType")
    _add(kind, "Type", str(said.type_code))
    _add(kind, "TypeName", said.type_name)
    _add(kind, "TypeDetail", "1")
    _add(header, "Subject", said.subject)
    _add(header, "Content", said.content)
    signer = _add(header, "SignerInfo")
    _add(signer, "Competence", said.competence)
    _add(signer, "Position", said.position)
    _add(signer, "FullName")
    _add(header, "DueDate")
    _add(header, "ToPlaces", "; ".join(organ.name for organ in said.receivers))
    other = _add(header, "OtherInfo")
    _add(other, "Priority", "0")
    _add(other, "SphereOfPromulgation")
    _add(other, "TyperNotation")
    _add(other, "PromulgationAmount", str(len(said.receivers)))
    _add(other, "PageAmount", str(said.pages))
    _add(other, "Appendixes")
    _add(header, "SteeringType", "1")
    _add(header, "DocumentId", said.document_id)


def _organ(node: Node, organ: Organ) -> None:
    _add(node, "OrganId", organ.code)
    _add(node, "OrganName", organ.name)


def _attachment(node: Node, item: Attachment, ident: str) -> None:
    _add(node, "ContentType", item.mime)
    _add(node, "ContentId", ident)
    _add(node, "Description", item.description)
    _add(node, "ContentTransferEncoded", base64.b64encode(item.content).decode())
    _add(node, "AttachmentName", item.name)


def _name(tag: str) -> str:
    return f"{{{SPACE}}}{tag}"


def _add(parent: Node, tag: str, text: str = "") -> Node:
    node = ElementTree.SubElement(parent, _name(tag))
    if text:
        node.text = text
    return node


def _stamp(at: datetime) -> str:
    return at.astimezone(TZ).strftime("%Y/%m/%d %H:%M:%S")


def check(content: bytes) -> list[Finding]:
    """What is wrong with the structure of a package; each missing element by its path."""
    try:
        root = fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as problem:
        return [_wrong("edxml.xml", "edXML", f"Tệp không đọc được: {problem}",
                       f"The file cannot be read: {problem}")]  # fmt: skip
    if root.tag != _name("edXML"):
        return [_wrong("edxml.root", "edXML", "Thẻ gốc không phải edXML của QCVN 102:2016.",
                       "The root is not edXML of QCVN 102:2016.")]  # fmt: skip
    return [*_missing(root), *_attachments(root), *_dates(root)]


def _wrong(code: str, place: str, message: str, english: str) -> Finding:
    return Finding(code=code, place=place, message=message, message_en=english)


def _missing(root: Node) -> Iterator[Finding]:
    for path in REQUIRED:
        nodes = root.findall("/".join(_name(part) for part in path.split("/")))
        last = path.rpartition("/")[2]
        if not nodes:
            yield _wrong("edxml.missing", path, f"Thiếu thành phần {path}.", f"{path} is missing.")
        elif last not in MAY_BE_EMPTY and any(
            not (node.text or "").strip() and len(node) == 0 for node in nodes
        ):
            if last in NUMBERING:
                yield _unnumbered(path)
                continue
            yield _wrong("edxml.empty", path, f"Thành phần {path} để trống.", f"{path} is empty.")


def _unnumbered(path: str) -> Finding:
    return _wrong(
        "edxml.number",
        path,
        "Văn bản chưa có số, ký hiệu nên trục liên thông không nhận. Ghi như 12/BC-UBND.",
        "The document has no number and symbol: the axis does not take it. Write them.",
    )


def _attachments(root: Node) -> Iterator[Finding]:
    """Every file decodes, and the manifest names exactly the files that are there."""
    base = "AttachmentEncoded/Attachment"
    named, held = set(), set()
    for node in root.iter(_name("Reference")):
        named.add(_text(node, "ContentId"))
    for node in root.findall("/".join(_name(part) for part in base.split("/"))):
        held.add(_text(node, "ContentId"))
        try:
            base64.b64decode(_text(node, "ContentTransferEncoded"), validate=True)
        except (binascii.Error, ValueError):
            yield _wrong("edxml.base64", f"{base}/ContentTransferEncoded",
                         f"Tệp {_text(node, 'AttachmentName')} mã hóa sai.",
                         "An attachment is not valid base64.")  # fmt: skip
    for ident in sorted(named ^ held):
        yield _wrong("edxml.manifest", "edXMLEnvelope/edXMLBody/edXMLManifest/Reference",
                     f"Danh mục và tệp đính kèm không khớp: {ident}.",
                     f"The manifest and the attachments differ: {ident}.")  # fmt: skip


def _dates(root: Node) -> Iterator[Finding]:
    for tag, form in (("PromulgationDate", "%Y/%m/%d"), ("Timestamp", "%Y/%m/%d %H:%M:%S")):
        for node in root.iter(_name(tag)):
            try:
                datetime.strptime(node.text or "", form)
            except ValueError:
                yield _wrong("edxml.date", tag, f"Ngày ở {tag} viết sai: “{node.text}”.",
                             f"The date of {tag} is wrong: “{node.text}”.")  # fmt: skip


def _text(node: Node, tag: str) -> str:
    found = node.find(_name(tag))
    return (found.text or "") if found is not None else ""


def read_attachments(content: bytes) -> list[Attachment]:
    """The files of a package, in order. ValueError when the package has findings."""
    wrong = check(content)
    if wrong:
        raise ValueError(str(wrong[0]))
    root = fromstring(content)
    return [
        Attachment(
            _text(node, "AttachmentName"),
            _text(node, "ContentType"),
            _text(node, "Description"),
            base64.b64decode(_text(node, "ContentTransferEncoded")),
        )
        for node in root.iter(_name("Attachment"))
    ]


def digest(content: bytes) -> str:
    """SHA-256 of a package in hex."""
    return hashlib.sha256(content).hexdigest()
