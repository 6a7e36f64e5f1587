"""The cooperative that a case ends in: its file is lawful, and one that an operator can found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.cooperatives import load_cooperative, load_law
from services.membership.cases.contract import refusals as refused
from services.membership.cases.founding import founding_text
from services.membership.statutes.document import CooperativeDocument, findings_on_form
from services.membership.statutes.review import findings_in
from services.membership.statutes.rules import law_on
from tests.unit.membership.office import Office

from .test_cases import CASE, UNION, opened, settle

FACTS = {"slug": "les-ateliers", "name": "Les Ateliers du Lac", "founded_on": "2026-03-01", "regime": "scop",
         "legal_form": "sarl", "siren": "000000067"}  # fmt: skip
FORMS = [
    *((regime, form) for regime in ("scop", "scic", "consumer") for form in ("sa", "sas", "sarl")),
    ("association", "association"),
]


@pytest.mark.parametrize(("regime", "form"), FORMS)
def test_the_usual_text_of_each_regime_and_form_is_lawful(regime: str, form: str) -> None:
    """A draft that nobody changed passes every check that a founding text passes."""
    text = founding_text(FACTS | {"regime": regime, "legal_form": form, "statutes": {}, "bylaws": {},
                                  "federations": []})  # fmt: skip
    law = law_on(load_law(), "2026-03-01")
    assert findings_on_form(CooperativeDocument(), text) == []
    assert findings_in("statutes", text["statutes"], text["bylaws"], law) == []
    assert findings_in("bylaws", text["bylaws"], text["statutes"], law) == []


def drafted(federation: Office, case_id: str, **said: Any) -> dict[str, Any]:
    """Draft the file of the cooperative."""
    found: dict[str, Any] = federation.membership.do(
        "draft_case_cooperative", case_id=case_id, body=FACTS | said, actor=UNION
    )
    return found


def test_a_case_ends_in_a_cooperative_whose_file_can_be_founded(
    office: Callable[..., Office], tmp_path: Path
) -> None:
    """What is downloaded is read by the operator's own reader; the closed case names the cooperative."""
    federation = office("cg-scop")
    case = opened(federation)
    with pytest.raises(refused.CooperativeNotDrafted):
        federation.membership.ask("get_case_cooperative_file", case_id=case["id"], actor=UNION)
    drafted(federation, case["id"])
    drafted(federation, case["id"], joins_as="member", statutes={"shares": {
        "nominal": "20.00", "minimum": 2, "maximum": None, "paid_to_admit": "1/4", "balance_months": 36}})  # fmt: skip
    file = federation.membership.ask("get_case_cooperative_file", case_id=case["id"], actor=UNION)
    assert file.body["filename"] == "les-ateliers.yml"
    (tmp_path / "les-ateliers.yml").write_text(file.body["content"])
    cooperative = load_cooperative("les-ateliers", tmp_path)
    assert cooperative.statutes["shares"]["nominal"] == "20.00"
    assert cooperative.federations == ({"federation": "cg-scop", "as": "member"},)
    settle(federation, case)
    closed = federation.membership.do("close_support_case", case_id=case["id"], actor=UNION,
                                      body={"state": "completed", "outcome": "Registered"})  # fmt: skip
    assert closed["cooperative"] == "les-ateliers"


def test_a_text_that_breaks_the_law_is_refused_with_every_finding(office: Callable[..., Office]) -> None:
    """An unlawful share of the labour, a category that the federation has not, a section that nobody knows."""
    federation = office("cg-scop")
    case = opened(federation)
    shares = {"nominal": "20.00", "minimum": 1, "maximum": None, "paid_to_admit": "1/10", "balance_months": 36}
    with pytest.raises(refused.CooperativeTextUnfit) as raised:
        drafted(federation, case["id"], legal_form="sa", statutes={"shares": shares})
    problem = raised.value.problem()
    assert problem["article"].startswith("Law 78-763") and "/statutes/shares" in problem["errors"][0]["pointer"]
    with pytest.raises(refused.CooperativeTextUnfit, match="no such category"):
        drafted(federation, case["id"], joins_as="king")
    with pytest.raises(refused.CooperativeTextUnfit, match="not known here"):
        drafted(federation, case["id"], statutes={"magic": {}})


def test_a_new_cooperative_has_a_name_of_its_own(office: Callable[..., Office]) -> None:
    """Neither the federation's own nor that of a cooperative in its register."""
    federation = office("cg-scop")
    case = opened(federation)
    with pytest.raises(refused.SlugTaken):
        drafted(federation, case["id"], slug="cg-scop")


def test_a_text_follows_the_law_of_today_however_old_the_enterprise(office: Callable[..., Office]) -> None:
    """Converted, it stays the legal person that it was; its new statutes are not those of its founding day."""
    federation = office("cg-scop")
    case = opened(federation)
    assert drafted(federation, case["id"], legal_form="sa", founded_on="2015-04-01")["slug"] == "les-ateliers"


def test_a_revision_ends_in_no_new_cooperative(office: Callable[..., Office]) -> None:
    """There is one already."""
    federation = office("cg-scop")
    case = federation.membership.do("open_support_case", body=CASE | {"kind": "revision"}, actor=UNION)
    with pytest.raises(refused.EndsInNoCooperative):
        drafted(federation, case["id"])
