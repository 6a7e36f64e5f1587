"""Writes what a person gets by mail about signing in: a code, or word that their address was changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

from services.commons.documents import Said, said
from services.commons.documents.wording import worded
from services.commons.mail.plain import plain_letter
from services.commons.mail.settings import MailSettings

from .rules import CODE_LIVES


def letter_with_code(
    settings: MailSettings, sign_in_id: str, code: str, *, cooperative: str, to: str, language: str, now: datetime
) -> EmailMessage:
    """Return the letter with a code; the code stands in no header."""
    minutes = int(CODE_LIVES.total_seconds()) // 60
    subject = said("Your code for {coop}", coop=cooperative)
    return _letter(settings, sign_in_id, cooperative, to, language, now, subject, [
        said("Your code to sign in to {coop}:", coop=cooperative),
        "",
        code,
        "",
        said("It counts for {minutes} minutes, once.", minutes=minutes),
        said("Give it to nobody: the cooperative never asks for it, by telephone or otherwise."),
        said("If it was not you who asked for it, there is nothing to do: without the code nobody signs in."),
    ])  # fmt: skip


def letter_to_shared(
    settings: MailSettings, sign_in_id: str, *, cooperative: str, to: str, language: str, now: datetime
) -> EmailMessage:
    """Return the letter that says why no code can be sent to an address of several persons."""
    subject = said("Signing in to {coop}", coop=cooperative)
    return _letter(settings, sign_in_id, cooperative, to, language, now, subject, [
        said("Somebody wants to sign in to {coop} with this address.", coop=cooperative),
        said("It stands in the register for several persons, so it does not say who is meant."),
        said("Ask the secretary to enter an address of your own."),
    ])  # fmt: skip


def letter_to_former(
    settings: MailSettings, notice_id: str, *, cooperative: str, to: str, language: str, now: datetime
) -> EmailMessage:
    """Return the letter to an address that the register no longer has for somebody."""
    subject = said("Your address at {coop} was changed", coop=cooperative)
    return _letter(settings, notice_id, cooperative, to, language, now, subject, [
        said("The register of {coop} no longer has this address for you; you were signed out.", coop=cooperative),
        said("If you did not ask for it, tell the secretary at once."),
    ])  # fmt: skip


def _letter(
    settings: MailSettings, identifier: str, cooperative: str, to: str, language: str, now: datetime, subject: Said,
    lines: list[Said | str],
) -> EmailMessage:  # fmt: skip
    return plain_letter(
        settings, identifier, to, worded(subject, language), _worded([*lines, "", cooperative], language), now,
        cooperative,
    )  # fmt: skip


def _worded(lines: list[Said | str], language: str) -> Iterator[str]:
    return (worded(line, language) for line in lines)
