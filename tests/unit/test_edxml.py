"""The package for the document axis: complete, reproducible, each missing element is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring
from lxml import etree

from phongtrao.core.dates import TZ
from phongtrao.documents import edxml

ENVELOPE = edxml.Envelope(
    document_id="4f9d",
    sender=edxml.Organ("Ủy ban nhân dân tỉnh"),
    receivers=[edxml.Organ("Công an tỉnh"), edxml.Organ("Sở Nội vụ", "000.00.00.H10")],
    number="12",
    symbol="BC-UBND",
    place="Bình Phước",
    issued=date(2024, 11, 19),
    subject="Báo cáo năm 2024",
    content="Báo cáo kết quả <năm> & kế hoạch",
    competence="TM. ỦY BAN NHÂN DÂN",
    position="Chủ tịch",
    sent=datetime(2024, 11, 19, 8, 0, tzinfo=TZ),
    attachments=[
        edxml.Attachment("bc.pdf", "application/pdf", "Báo cáo", b"%PDF\x00\xff"),
        edxml.Attachment("bc.docx", "application/zip", "Bản Word", b"PK\x03\x04" * 99),
    ],
)


def test_a_package_is_complete_and_reproducible():
    content = edxml.build(ENVELOPE)
    assert edxml.check(content) == []
    assert content == edxml.build(ENVELOPE)
    assert edxml.read_attachments(content) == list(ENVELOPE.attachments)
    root = fromstring(content)
    space = {"e": edxml.SPACE}
    header = "e:edXMLEnvelope/e:edXMLHeader/e:MessageHeader/"
    assert [n.text for n in root.findall(f"{header}e:To/e:OrganName", space)] == [
        "Công an tỉnh",
        "Sở Nội vụ",
    ]
    assert root.find(f"{header}e:PromulgationInfo/e:PromulgationDate", space).text == "2024/11/19"


@pytest.mark.parametrize("path", edxml.REQUIRED)
def test_each_missing_element_is_named(path):
    root = fromstring(edxml.build(ENVELOPE))
    *above, last = path.split("/")
    parents = (
        root.findall("/".join(f"{{{edxml.SPACE}}}{tag}" for tag in above)) if above else [root]
    )
    for parent in parents:
        for node in parent.findall(f"{{{edxml.SPACE}}}{last}"):
            parent.remove(node)
    found = edxml.check(edxml.ElementTree.tostring(root))
    assert path in {finding.place for finding in found if finding.code == "edxml.missing"}


def test_other_mistakes_are_found():
    good = edxml.build(ENVELOPE).decode()
    cases = {
        "edxml.xml": "<edXML",
        "edxml.root": "<note/>",
        "edxml.empty": good.replace(">Báo cáo năm 2024<", "><"),
        "edxml.base64": good.replace("JVBERgD/", "JVBERgD/*"),
        "edxml.manifest": good.replace("cid:4f9d-2", "cid:other", 1),
        "edxml.date": good.replace("2024/11/19<", "19/11/2024<"),
    }
    for code, text in cases.items():
        assert code in {finding.code for finding in edxml.check(text.encode())}, code


def test_a_bomb_is_refused():
    bomb = (
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]>'
        f'<edXML xmlns="{edxml.SPACE}">&y;</edXML>'
    )
    assert [finding.code for finding in edxml.check(bomb.encode())] == ["edxml.xml"]


def test_a_package_without_files_says_so():
    found = edxml.check(edxml.build(replace(ENVELOPE, attachments=())))
    assert "edXMLEnvelope/edXMLBody/edXMLManifest/Reference" in {f.place for f in found}


SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("edxml.xsd")))


def test_another_reader_finds_the_package_valid():
    """lxml against a schema written from the description of the structure, not from our writer."""
    SCHEMA.assertValid(etree.fromstring(edxml.build(ENVELOPE)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": ""}, "edxml.number"),
        ({"symbol": ""}, "edxml.number"),
        ({"attachments": ()}, "edxml.missing"),
        ({"subject": " "}, "edxml.empty"),
    ],
)
def test_what_the_schema_refuses_is_refused_here_in_words(change, code):
    content = edxml.build(replace(ENVELOPE, **change))
    assert not SCHEMA.validate(etree.fromstring(content))
    found = edxml.check(content)
    assert code in {one.code for one in found}
    assert all(one.message and one.message_en for one in found)
