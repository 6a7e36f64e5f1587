"""What the journals, accounts and auxiliaries of other books are here, and how names leave their labels."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from services.ledger.exports.fec.rules import JOURNALS

# Codes and words by which French bookkeeping programs name journals, the more telling ones first.
_CODES = {
    "opening": ("AN", "ANO", "ANV", "ANOUV", "RAN", "OUV", "NOUV"),
    "bank": ("BQ", "BQE", "BNK", "BK", "BA", "BAN", "CAI", "CA", "CAISS", "CCP", "CSH"),
    "purchases": ("AC", "ACH", "HA", "FO", "FRS", "BILL"),
    "sales": ("VE", "VT", "VTE", "VEN", "INV", "CL"),
    "payroll": ("PA", "PAI", "PAIE", "SAL", "SALAI"),
    "capital": ("CS", "CAP"),
    "internal": ("VI",),
    "operations": ("OD", "ODS", "ODG", "GEN", "MISC"),
}  # fmt: skip
_WORDS = {
    "opening": ("nouveau", "nouveaux", "ouverture", "opening", "reouverture"),
    "payroll": ("paie", "paye", "salaires", "salaire", "payroll"),
    "purchases": ("achat", "achats", "fournisseurs", "purchases"),
    "sales": ("vente", "ventes", "facturation", "sales"),
    "capital": ("capital",),
    "bank": ("banque", "bank", "caisse", "tresorerie", "cash", "ccp"),
}
# What stands behind an auxiliary of an account, the longest beginning first.
_KINDS = {
    "4562": "member", "456": "member", "455": "member", "457": "member", "451": "cooperative", "458": "cooperative",
    "267": "cooperative", "16": "member", "42": "employee", "41": "customer", "40": "supplier", "": "supplier",
}  # fmt: skip
_OURS = {"mbr_": "member", "per_": "employee", "act_": "activity"}
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_WORD = re.compile(r"[^\W\d_]+")
_JOINS = re.compile(r"[\s.,'’-]*")
# Words by which organisations call themselves; a name with one of them is no person's.
_ORGANISATIONS = frozenset(
    "sa sas sasu sarl eurl scop scic sci snc gie gaec earl scea cooperative coop association asso mairie commune ville "
    "departement region metropole communaute banque credit caisse mutuelle assurance assurances union societe ste ets "
    "etablissements groupe compagnie cie maison ferme boulangerie distribution services service transports france "
    "energie telecom poste urssaf tresor public impots syndicat fondation federation centre client clients fournisseur "
    "fournisseurs divers diverses adherents membres comptoir".split()
)


def journal_of(code: str, label: str) -> str:
    """Return the journal of ours that a journal of other books is: by its code, then by its name, else operations."""
    bare = re.sub(r"[^A-Z]", "", code.upper())
    for journal, (ours, _) in JOURNALS.items():
        if code == ours and journal != "closing":
            return journal
    for journal, codes in _CODES.items():
        if bare in codes:
            return journal
    words = words_of(label)
    for journal, known in _WORDS.items():
        if words & set(known):
            return journal
    for journal, codes in _CODES.items():
        # BQ1, VT2, ACHAT: the beginning tells.
        if bare.startswith(tuple(one for one in codes if len(one) > 1)) and journal != "internal":
            return journal
    return "operations"


def kind_of(account: str, code: str) -> str:
    """Return what kind of auxiliary stands behind a code on an account."""
    for prefix, kind in _OURS.items():
        if code.startswith(prefix):
            return kind
    return next(kind for prefix, kind in _KINDS.items() if account.startswith(prefix))


def auxiliary_id(code: str, label: str, kind: str) -> str:
    """Return the id for a code of other books: the code itself, unless it is made of a name.

    An id is written everywhere; ``DUPONT`` or ``JDUPON`` may not be one. Those get a digest, the same in every file.
    A code in our own form (``mbr_01``, ``edf``) is taken for an id, unless it tells the name of a person.
    """
    slug = re.sub(r"[^a-z0-9_-]+", "-", code.lower()).strip("-")
    if code == slug:
        telling = label != code and is_person(label, kind) and _tells(code, label)
        kept = code.startswith(tuple(_OURS)) or not telling
    else:
        kept = any(one.isdigit() for one in slug) and not _tells(code, label)
    if kept and _SLUG.fullmatch(slug):
        return slug
    return f"{kind}-{hashlib.sha256(code.encode()).hexdigest()[:10]}"


def _tells(code: str, label: str) -> bool:
    """Say whether a code is made of a name: a word of three letters of the one begins, or lies in, one of the other."""
    names = [word for word in words_of(label) if len(word) > 2]
    return any(
        part in word or word in part or part[1:] in word
        for part in words_of(code) if len(part) > 2 for word in names
    )  # fmt: skip


def is_person(name: str, kind: str) -> bool:
    """Say whether a name is to be taken for a person's: any member's or employee's, and whatever looks like one."""
    words = _WORD.findall(name)
    if kind in ("member", "employee"):
        return True
    return 2 <= len(words) <= 4 and not any(one.isdigit() for one in name) and not words_of(name) & _ORGANISATIONS


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text without accents and case."""
    return frozenset(_WORD.findall(_bare(text)))


class NamesLeftOut:
    """Writes, in the place of each known name in a text, what stands for it."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take (name, what stands for it); a name of one word is left alone, for it may be any word."""
        self._by_word: dict[str, list[tuple[frozenset[str], str]]] = {}
        for name, mark in names:
            words = words_of(name)
            if len(words) > 1:
                # Filed under its rarest kind of word, a long one, so that few texts are looked at twice.
                self._by_word.setdefault(max(words, key=lambda one: (len(one), one)), []).append((words, mark))
        self.replaced = 0

    def of(self, text: str) -> str:
        """Return a text without the names."""
        if not self._by_word:
            return text
        found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        words = {_bare(word): (start, end) for word, start, end in reversed(found)}
        for word in list(words):
            for name, mark in self._by_word.get(word, ()):
                if name <= words.keys():
                    self.replaced += 1
                    return self.of(_without(text, [words[one] for one in name], mark))
        return text


def _without(text: str, spans: list[tuple[int, int]], mark: str) -> str:
    """Put a mark in the place of the first of some words, and leave the others out, with what joins them."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and _JOINS.fullmatch(text, joined[-1][1], start):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    for start, end in reversed(joined[1:]):
        text = text[:start] + text[end:]
    return re.sub(r" {2,}", " ", text[: joined[0][0]] + mark + text[joined[0][1] :]).strip()


def _bare(text: str) -> str:
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return text.casefold()
