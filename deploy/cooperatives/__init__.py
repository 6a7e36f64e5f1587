"""The cooperatives of this installation: one YAML file each, read and checked here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class CooperativeFile:
    """The facts, founding statutes and bylaws of one cooperative, as its file gives them."""

    slug: str
    name: str
    founded_on: date
    statutes: dict[str, Any]
    bylaws: dict[str, Any]
    federations: tuple[dict[str, Any], ...]


def load_cooperative(slug: str, folder: Path = HERE) -> CooperativeFile:
    """Read ``<slug>.yml``."""
    text = yaml.safe_load((folder / f"{slug}.yml").read_text())
    return CooperativeFile(
        slug, text["name"], text["founded_on"], text["statutes"], text.get("bylaws", {}),
        tuple(text.get("federations", ())),
    )  # fmt: skip


def load_law() -> dict[str, Any]:
    """Read the law that is shipped, each rule with its date and source."""
    return dict(yaml.safe_load((HERE.parent / "law" / "france.yml").read_text()))
