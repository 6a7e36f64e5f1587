"""A secretary's spreadsheet: French headings, accents, semicolons, phones and days as people write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from services.commons.jobs import runner
from services.commons.refusals import NotFound, Refusal
from services.commons.sheets.folding import folded
from services.commons.sheets.headings import names_of
from services.membership.activities.sheets import ActivityRow
from services.membership.engagements.sheets import EngagementRow, PayrollRow
from services.membership.register.sheets import MemberRow, PersonRow
from services.membership.shift_imports.sheets import ShiftRow
from tests.unit.membership.office import Office
from tests.unit.membership.sheets import all_lines, members_sheet

OpenOffice = Callable[..., Office]
SHEET = """N° adhérent;Nom;Prénom;Courriel;Tél. portable;Date d'adhésion;Catégorie;À jour jusqu'au;
12;Lefèvre;Zoé;zoe@example.org;06 12 34 56 78;01/03/2020;Coopérateur;31/12/2026;
13;D'Œuvre;Anaïs;;+33 (0)6 12 34 56 79;1er avril 2020;member;;
14;Petit;=HYPERLINK("x");;;1.4.2020;COOPERATOR;;
15;Noël;Max;;06 12;43891;Cooperator;01/03/26;
"""


def take_in(office: Office, sheet: bytes, **query: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Import a sheet; return the job and its verdicts."""
    job = office.membership.run_job("import_members", upload=sheet, query=query)
    return job, all_lines(office.membership, job)


@pytest.mark.parametrize("row", [MemberRow, PersonRow, ActivityRow, EngagementRow, PayrollRow, ShiftRow])
def test_every_column_has_names_in_french_and_english_that_mean_one_thing(row: Any) -> None:
    """No name stands for two fields of a sheet, and no field is without a name that people use."""
    shape = row()
    assert set(shape.names) == set(shape.fields)
    told: dict[str, str] = {}
    for field, names in shape.names.items():
        for name in (field, *names):
            assert told.setdefault(folded(name), field) == field, f"{name} is {field} and {told[folded(name)]}"
    assert set(names_of(shape).values()) == set(shape.fields)


def test_a_sheet_as_people_have_it_is_taken_in(office: OpenOffice) -> None:
    """By the member's number where there is no other id; the category by its name; days and phones made one."""
    categories = [{"slug": slug, "name": name, "votes": True}
                  for slug, name in (("member", "Coopérateur"), ("user", "Cooperator"))]  # fmt: skip
    alpar = office("alpar", {"statutes.membership.categories": categories})
    job, lines = take_in(alpar, SHEET.encode("utf-8-sig"))
    assert job["counts"] == {"created": 2, "refused": 2}
    assert [(one["line"], one["outcome"]) for one in lines] == [
        (2, "created"), (3, "created"), (4, "refused"), (5, "refused")]  # fmt: skip
    zoe, anais = alpar.membership.do("list_members")["data"]
    assert (zoe["number"], zoe["external_id"], zoe["last_name"], zoe["phone"]) == (12, "12", "Lefèvre", "+33612345678")
    assert (zoe["category"], zoe["linked_organisation_until"]) == ("member", "2026-12-31")
    assert (anais["joined_on"], anais["phone"], anais["last_name"]) == ("2020-04-01", "+33612345679", "D'Œuvre")
    assert lines[2]["problem"]["values"] == {"column": "Prénom", "value": "“=HYPERLINK(\"x\")”"}
    wrong = {error["column"]: error["message"] for error in lines[3]["problem"]["errors"]}
    assert set(wrong) == {"Tél. portable", "Date d'adhésion", "À jour jusqu'au"}
    assert "2020-03-01 in most workbooks" in wrong["Date d'adhésion"] and "two digits" in wrong["À jour jusqu'au"]


def test_windows_1252_is_read_when_it_is_named_and_explained_otherwise(office: OpenOffice) -> None:
    """The job fails with what to do, and nothing is taken in."""
    alpar = office("alpar")
    content = "N° adhérent;Nom;Prénom;Date d'adhésion\n1;Lefèvre;Zoé;01/03/2020\n".encode("cp1252")
    failed, _ = take_in(alpar, content)
    assert (failed["state"], failed["problem"]["code"]) == ("failed", "sheet_not_utf8")
    assert "encoding=windows-1252" in failed["problem"]["detail"]
    job, _ = take_in(alpar, content, encoding="windows-1252")
    assert job["counts"] == {"created": 1}


def test_the_only_category_need_not_be_said(office: OpenOffice) -> None:
    """Where the statutes have several, it must be."""
    sheet = "Identifiant;Nom;Prénom;Date d'adhésion\na;B;Zoé;01/03/2020\n".encode()
    assert take_in(office("alpar"), sheet)[0]["counts"] == {"created": 1}
    _, (line,) = take_in(office("coopaname"), sheet)
    assert line["problem"]["code"] == "unknown_category" and line["problem"]["article"]


def test_a_dry_run_says_exactly_what_would_happen(office: OpenOffice) -> None:
    """The same verdicts as the real one on the same lines, and nothing is written or told."""
    alpar = office("alpar")
    take_in(alpar, members_sheet(2))
    news = members_sheet(4).replace(b"Given2", b"Ada") + b"m9,natural_person,A,B,,06 12,member,2020-03-01,\n"
    before = len(alpar.membership.told())
    dry, said = take_in(alpar, news, dry_run="true")
    assert dry["counts"] == {"skipped": 1, "updated": 1, "created": 2, "refused": 1}
    assert len(alpar.membership.told()) == before
    real, done = take_in(alpar, news)
    assert real["counts"] == dry["counts"]
    assert [(one["line"], one["outcome"]) for one in done] == [(one["line"], one["outcome"]) for one in said]


def test_a_crash_in_the_midst_is_taken_up_where_it_stopped(office: OpenOffice, monkeypatch: Any) -> None:
    """Lines that were settled stay settled; the rest follows, each once."""
    alpar, settled = office("alpar"), []
    record = runner._record

    def crash(*told: Any) -> None:
        record(*told)
        settled.append(1)
        if len(settled) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(runner, "_record", crash)
    with pytest.raises(KeyboardInterrupt):
        take_in(alpar, members_sheet(500))
    monkeypatch.setattr(runner, "_record", record)
    assert len(alpar.membership.do("list_members", query={"limit": "500"})["data"]) == 200
    while runner.run_next(alpar.membership.database, alpar.clock):
        pass
    members = alpar.membership.do("list_members", query={"limit": "500"})["data"]
    assert [one["number"] for one in members] == list(range(1, 501))
    assert len(alpar.membership.told("membership.member.admitted.v1")) == 500


def test_refused_lines_are_handed_back_to_be_mended(office: OpenOffice) -> None:
    """With what is wrong, as they were, and harmless; mended and sent again they are taken in."""
    alpar = office("alpar")
    job, _ = take_in(alpar, SHEET.encode())
    content = alpar.membership.download("get_refused_lines", job_id=job["id"])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:2] == ["N° adhérent", "Nom"] and rows[0][-1] == "Ce qui ne va pas"
    assert [row[0] for row in rows[1:]] == ["12", "14", "15"]
    assert rows[2][2] == "'=HYPERLINK(\"x\")" and "formula" in rows[2][-1]
    assert "article 5" in rows[1][-1]
    mended = content.decode("utf-8-sig").replace("'=HYPERLINK(\"\"x\"\")", "Léa").replace('"Léa"', "Léa")
    mended = mended.replace("06 12;43891", "0612345678;01/03/2020").replace("01/03/26", "01/03/2026")
    again, lines = take_in(alpar, mended.replace("Coopérateur", "Cooperator").encode())
    assert again["counts"] == {"created": 3}, [one["problem"] for one in lines]


def test_a_sheet_is_kept_for_a_day(office: OpenOffice) -> None:
    """After that its lines cannot be handed back, and who asks for another job's is told so."""
    from services.commons.jobs import uploads

    alpar = office("alpar")
    job, _ = take_in(alpar, SHEET.encode())
    alpar.clock.advance(days=2)
    with alpar.membership.database.transaction() as session:
        uploads.forget(session, alpar.clock())
    with pytest.raises(Refusal) as refused:
        alpar.membership.download("get_refused_lines", job_id=job["id"])
    assert refused.value.code == "sheet_forgotten"
    with pytest.raises(NotFound):
        alpar.membership.download("get_refused_lines", job_id="job_membership_0")


def test_verdicts_quote_a_sheet_for_a_day(office: OpenOffice) -> None:
    """Then line, code, article and columns stay, and no value of a cell."""
    from services.commons.jobs import uploads

    alpar = office("alpar")
    job, before = take_in(alpar, SHEET.encode())
    refused = [one for one in before if one["outcome"] == "refused"]
    assert "HYPERLINK" in str(refused)
    alpar.clock.advance(days=2)
    with alpar.membership.database.transaction() as session:
        uploads.forget(session, alpar.clock())
    after = [one for one in alpar.membership.lines(job) if one["outcome"] == "refused"]
    assert [(one["line"], one["problem"]["code"], one["problem"].get("article")) for one in after] == [
        (one["line"], one["problem"]["code"], one["problem"].get("article")) for one in refused
    ]
    for one in after:
        assert set(one["problem"]) <= {"code", "title", "status", "article", "errors"}
        assert all(set(error) <= {"pointer", "column"} for error in one["problem"].get("errors", []))
    assert any(one["problem"].get("errors") for one in after)


def test_the_export_of_the_members_is_a_sheet_that_changes_nothing(office: OpenOffice) -> None:
    """Into the same register every line is skipped; into an empty one the same export comes out of it."""
    alpar = office("alpar")
    take_in(alpar, SHEET.encode())
    sheet = (
        "external_id,first_name,last_name,email,phone,joined_on,left_on,left_reason\n"
        "a,Ann,O'Hara,a@example.org,0612345678,2019-01-01,2020-01-01,death\n"
        "b,-Bob,Noël,,,2019-02-01,2020-01-01,resignation\nb,-Bob,Noël,,,2021-02-01,,\n"
    )
    _, lines = take_in(alpar, sheet.encode())
    assert [one["outcome"] for one in lines] == ["created", "refused", "refused"], lines
    _, lines = take_in(alpar, sheet.replace("-Bob", "Bob").encode())
    assert [one["outcome"] for one in lines] == ["skipped", "created", "updated"], lines
    for language in ("fr", "en"):
        exported = alpar.membership.download("export_members", query={"language": language})
        job, lines = take_in(alpar, exported)
        assert set(job["counts"]) == {"skipped"}, lines
    other = office("alpar")
    job, lines = take_in(other, exported)
    assert "refused" not in job["counts"], lines
    assert other.membership.download("export_members", query={"language": "en"}) == exported


def test_who_has_no_id_elsewhere_is_known_by_the_one_here(office: OpenOffice) -> None:
    """An applicant who was admitted here is exported and taken back as the same person."""
    alpar = office("alpar")
    _, (line,) = take_in(alpar, members_sheet(1))
    with alpar.membership.database.transaction() as session:
        from sqlalchemy import update

        from services.membership.register.tables import Party

        session.execute(update(Party).values(external_id=None))
    exported = alpar.membership.download("export_members")
    job, _ = take_in(alpar, exported)
    assert job["counts"] == {"skipped": 1} and line["subject"].encode() in exported
