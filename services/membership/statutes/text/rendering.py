"""Writes what statutes or bylaws say as Markdown, or as a paper that is set as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from services.commons.documents import Said, said
from services.commons.documents.paper import Block, Heading, Paper, Prose, Steps
from services.commons.documents.wording import worded

from .telling import Told

TITLES = {"statutes": said("Statutes of {coop}"), "bylaws": said("Bylaws of {coop}")}
EXPLAINED = said("This text is written from the rules that the services apply; each names its article.")


def title_of(layer: str, name: str) -> Said:
    """Return the title of a text."""
    return Said(TITLES[layer].text, {"coop": name})


def version_of(version: int, day: date) -> Said:
    """Return from when on a version is in force."""
    return said("Version {version}, in force from {day} on", version=version, day=day)


def as_paper(layer: str, coop: str, version: int, effective_on: date, rules: Iterable[Told]) -> Paper:
    """Return the text as a paper: headings, and the sentences under them, each with its article."""
    blocks: list[Block] = [Prose(EXPLAINED, "quiet")]
    above: Said = EXPLAINED
    for heading, sentences in _parts(rules):
        if heading is not None:
            # A paper has headings of two levels: those below are told with the one above them.
            text = said("{label}: {name}", label=above, name=heading.text) if heading.level > 2 else heading.text
            above = heading.text if heading.level <= 2 else above
            blocks.append(Heading(text, 1 if heading.level == 1 else 2))
        if sentences:
            blocks.append(Steps(tuple((one.text, one.article) for one in sentences)))
    return Paper(title_of(layer, coop), coop, tuple(blocks), version_of(version, effective_on))


def as_markdown(
    layer: str, coop: str, version: int, effective_on: date, rules: Iterable[Told], language: str
) -> str:
    """Return the text in Markdown (CommonMark), in a language."""
    lines = [f"# {worded(title_of(layer, coop), language)}", "", worded(version_of(version, effective_on), language),
             "", f"*{worded(EXPLAINED, language)}*"]  # fmt: skip
    listing = False
    for one in rules:
        text = _marked(worded(one.text, language))
        if one.level:
            lines += ["", f"{'#' * (one.level + 1)} {text}"]
        else:
            lines += ([] if listing else [""]) + [f"- {text}{f' *({one.article})*' if one.article else ''}"]
        listing = not one.level
    return "\n".join(lines) + "\n"


def _parts(rules: Iterable[Told]) -> Iterator[tuple[Told | None, list[Told]]]:
    """Return each heading with the sentences below it; those before any heading stand under none."""
    heading: Told | None = None
    sentences: list[Told] = []
    for one in rules:
        if one.level == 0:
            sentences.append(one)
            continue
        if heading is not None or sentences:
            yield heading, sentences
        heading, sentences = one, []
    yield heading, sentences


def _marked(text: str) -> str:
    """Return a text in which nothing is taken for markup."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>#|" else one for one in text).replace("\u202f", "\u00a0")
