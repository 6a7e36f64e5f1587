"""Reads YAML the plain way: exact, once, and with the line of everything, so that an error can say where it is."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from services.membership.statutes.rules import Finding

Steps = tuple[str | int, ...]
# The longest statutes and bylaws of those that exist have some 20 KB.
LARGEST_BYTES = 1_000_000
# What to write instead, by what the parser says (its own words are for programmers).
INSTEAD = (
    ("cannot start any token", "Indent with spaces, never with a tab; quote a text that begins with @, ` or %."),
    ("flow sequence", "Close what was opened with [ by a ], and part its values with commas."),
    ("flow mapping", "Close what was opened with { by a }, and part its keys with commas."),
    ("quoted scalar", "Close the quotation mark that was opened."),
    ("block mapping", "Look for a quotation mark left open above; else indent as far as the others of its group."),
    ("mapping values are not allowed", "Put a text that holds a colon in quotes, and indent as the line above does."),
    ("could not find expected ':'", "Write a colon and a space after the key."),
    ("block sequence", "Indent the dashes of one list alike."),
)


@dataclass
class Read:
    """A file as it was read: its value, the line of each path, and what no value could be made of."""

    value: Any
    lines: dict[Steps, int]
    findings: list[tuple[Finding, int]] = field(default_factory=list)


# libyaml's parser where PyYAML was built with it, as its wheels are: it takes a tenth of the time.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_SafeLoader):
    """Takes true, false, null and plain whole numbers for what they are, and everything else for text.

    YAML 1.1 would read 0.10 as an inexact number, 09:00 as 540, 012 as ten, ``no`` as false and a day as an object;
    rates, times and days stay as they are written here.
    """

    yaml_implicit_resolvers: dict[Any, Any] = {}


_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]{0,15})$"), list("-0123456789")
)


def read_yaml(file: Path) -> Read:
    """Read one YAML file; what is wrong with its syntax is among the findings, with its line."""
    try:
        if file.stat().st_size > LARGEST_BYTES:
            found = f"has {file.stat().st_size} bytes, where a text has at most {LARGEST_BYTES}; it is another file."
            return Read(None, {}, [(Finding((), found), 0)])
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        return Read(None, {}, [(Finding((), "is not UTF-8 text; save it as UTF-8."), line)])
    except OSError:
        return Read(None, {}, [(Finding((), f"cannot be read; there is no file {file.name} in {file.parent}."), 0)])
    loader = _PlainLoader(text)
    try:
        node = loader.get_single_node()
        read = Read(None, {})
        _walk(node, (), read, set())
        # A finding here means a value that cannot be relied on: nothing is made of the file then.
        read.value = None if read.findings else loader.construct_document(node) if node else {}
        return read
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = " ".join(part for part in (error.context, error.problem) if part)
        found = f"is not YAML at line {line}, column {column}: {said}.{_instead(said)}"
        return Read(None, {}, [(Finding((), found), line)])
    except yaml.YAMLError as error:
        return Read(None, {}, [(Finding((), f"is not YAML: {' '.join(str(error).split())}."), 0)])
    finally:
        loader.dispose()


def _instead(said: str) -> str:
    return next((f" {hint}" for sign, hint in INSTEAD if sign in said), "")


def _walk(node: yaml.Node | None, steps: Steps, read: Read, seen: set[int]) -> None:
    """Note the line of each path; refuse a key that stands twice, an alias and a tag."""
    if node is None:
        return
    line = node.start_mark.line + 1
    read.lines.setdefault(steps, line)
    if id(node) in seen:
        read.findings.append((Finding(steps, "is an alias of another place; write the value itself."), line))
        return
    seen.add(id(node))
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.rpartition(":")[2] not in _KINDS:
        read.findings.append((Finding(steps, f"bears the tag {node.tag}; write a plain value."), line))
    elif isinstance(node, yaml.MappingNode):
        _walk_keys(node, steps, read, seen)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            _walk(item, (*steps, place), read, seen)


_KINDS = ("map", "seq", "str", "int", "bool", "null")


def _walk_keys(node: yaml.MappingNode, steps: Steps, read: Read, seen: set[int]) -> None:
    first: dict[Hashable, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            shown = key.value if isinstance(key, yaml.ScalarNode) else "this key"
            said = "is no text, as a key must be; put it in quotes."
            read.findings.append((Finding((*steps, str(shown)), said), line))
            continue
        below: Steps = (*steps, key.value)
        if key.value in first:
            said = f"stands twice, first on line {first[key.value]}; keep one of them."
            read.findings.append((Finding(below, said), line))
        first.setdefault(key.value, line)
        read.lines.setdefault(below, line)
        _walk(value, below, read, seen)
