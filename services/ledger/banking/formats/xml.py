"""Reads XML from strangers: no document type, no entity, no network, nothing huge."""

from __future__ import annotations

from typing import Any

from lxml import etree

from services.ledger.banking.contract.refusals import HostileXml, UnreadableStatement

# All of them write markup as ASCII does, so that the scan for a document type sees every one.
ENCODINGS = {"", "utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "latin1"}


def no_entities(content: bytes) -> None:
    """Refuse content that declares a document type or an entity: no bank's file has one, every XML attack does.

    Entity expansion (CWE-776) and external entities (CWE-611) both begin with a declaration.
    """
    if b"\x00" in content[:4096] or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableStatement(line=1, why="it is not written in UTF-8 or a Latin encoding")
    upper = content.upper()
    for mark in (b"<!DOCTYPE", b"<!ENTITY"):
        place = upper.find(mark)
        if place >= 0:
            raise HostileXml(line=content.count(b"\n", 0, place) + 1, found=mark.decode())


def parsed(content: bytes) -> Any:
    """Return the root element; raises HostileXml and UnreadableStatement with the line."""
    no_entities(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableStatement(line=error.lineno or 1, why="it is not well-formed XML") from None
    except LookupError:
        raise UnreadableStatement(line=1, why="its encoding is unknown") from None
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise HostileXml(line=1, found="<!DOCTYPE")
    if (info.encoding or "").lower() not in ENCODINGS:
        raise UnreadableStatement(line=1, why=f"its encoding is {info.encoding}")
    return root
