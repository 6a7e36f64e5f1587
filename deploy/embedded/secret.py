"""Passwords made once and kept beside the data they open."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def kept_secret(file: Path) -> str:
    """Return the secret in `file`, made (256 random bits, mode 600) the first time."""
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        pass
    secret = secrets.token_urlsafe(32)
    write_private(file, secret + "\n")
    return secret


def write_private(file: Path, text: str) -> None:
    """Replace `file` in one step with `text`, readable by its owner only."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    draft.replace(file)
