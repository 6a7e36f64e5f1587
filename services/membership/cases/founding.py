"""The usual founding text of a cooperative, by regime and legal form: a first draft that its founders make their own.

Pure. What stands here is a proposal and no law; the text that results is checked like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

_NUMBERED = (
    "identity", "disclosures", "membership", "membership.admission", "membership.withdrawal", "shares", "dues",
    "employees", "governance", "governance.bodies", "assemblies", "assemblies.ordinary", "assemblies.extraordinary",
    "proxies", "ballots", "economy", "economy.surplus", "adhesion", "amendments",
)  # fmt: skip
_MORE_THAN_HALF = {"base": "expressed", "fraction": "1/2", "strictly_more": True}
_TWO_THIRDS = {"base": "expressed", "fraction": "2/3", "strictly_more": False}

_ANONYMOUS_COMPANY = {
    "record_date": "day_of_assembly",
    "ordinary": {
        "notice_days": 15, "quorum": {"base": "entitled", "fraction": "1/5"}, "majority": _MORE_THAN_HALF,
        "second_call": {"notice_days": 10, "quorum": None},
    },
    "extraordinary": {
        "notice_days": 15, "quorum": {"base": "entitled", "fraction": "1/4"}, "majority": _TWO_THIRDS,
        "second_call": {"notice_days": 10, "quorum": {"base": "entitled", "fraction": "1/5"}},
    },
    "competences": {"accounts": "strategic", "surplus": "strategic", "statutes": "strategic"},
}  # fmt: skip
_LIMITED_COMPANY = {
    **_ANONYMOUS_COMPANY,
    "ordinary": {
        "notice_days": 15, "quorum": None,
        "majority": {"base": "entitled", "fraction": "1/2", "strictly_more": True},
        "second_call": {"notice_days": 15, "quorum": None,
                        "majority": {"base": "cast", "fraction": "1/2", "strictly_more": True}},
    },
    "extraordinary": {
        **_ANONYMOUS_COMPANY["extraordinary"],  # type: ignore[dict-item]
        "majority": {"base": "present", "fraction": "2/3", "strictly_more": False},
    },
}  # fmt: skip
_ASSEMBLIES = {"sa": _ANONYMOUS_COMPANY, "sas": _ANONYMOUS_COMPANY, "association": _ANONYMOUS_COMPANY,
               "sarl": _LIMITED_COMPANY}  # fmt: skip

_MEMBER = {"slug": "member", "name": "Member", "votes": True}
_WORKERS = {
    "membership": {
        "admits": ["natural_person", "organisation"],
        "categories": [
            {"slug": "member", "name": "Associate employee", "votes": True, "employee": True},
            {"slug": "external_member", "name": "Associate who is not an employee", "votes": True, "employee": False},
        ],
        "colleges": [], "admission": {"decided_by": "general_assembly"}, "stages": [],
        "withdrawal": {"notice_days": 30, "redemption_years": 5},
    },
    "shares": {"nominal": "50.00", "minimum": 1, "maximum": None, "paid_to_admit": "1/4", "balance_months": 36,
               "maximum_capital_fraction": "1/2"},
    "employees": {"capital_minimum": "51/100", "votes_minimum": "65/100"},
    "economy": {
        "surplus": {
            "reserves": "1/3", "labour_share": "1/3", "interest": "1/3", "legal_reserve": "15/100",
            "legal_reserve_until": "highest_capital", "development_fund": "rest_of_reserves",
            "labour_share_keys": {"salary": "1/2", "hours": "0", "equal": "1/2"},
            "labour_share_seniority": {"per_year": "0", "maximum": "1"}, "labour_share_posting": "allocation",
            "interest_rate_maximum": "0.055",
            "ordering": ["legal_reserve", "development_fund", "labour_share", "interest"],
        },
        "funding": ["share_capital", "bank_loans"],
    },
}  # fmt: skip
_CONSUMERS = {
    "membership": {
        "admits": ["natural_person"], "categories": [_MEMBER], "colleges": [],
        "admission": {"decided_by": "of_right"}, "stages": [],
        "withdrawal": {"notice_days": 30, "redemption_years": 5},
    },
    "shares": {"nominal": "50.00", "minimum": 1, "maximum": None, "paid_to_admit": "1", "balance_months": 0},
    "economy": {
        "surplus": {
            "legal_reserve": "3/20", "legal_reserve_until": "capital", "interest": "0", "refunds": "1",
            "refunds_base": "member_transactions", "non_member_surplus": "other_reserves",
            "accessory_income_accounts": ["74", "747", "7582", "75", "76", "77"],
            "ordering": ["legal_reserve", "interest", "refunds", "other_reserves"],
        },
        "funding": ["share_capital", "bank_loans"],
    },
}  # fmt: skip
_ASSOCIATES = {
    "membership": {
        "admits": ["natural_person", "organisation"], "categories": [_MEMBER], "colleges": [],
        "admission": {"decided_by": "board"}, "stages": [], "withdrawal": {"notice_days": 30},
    },
    "dues": {"required": False},
    "economy": {"surplus": {"reserves": "1", "ordering": ["other_reserves"]}, "funding": ["dues", "public_subsidies"]},
}  # fmt: skip
_COLLECTIVE_INTEREST = {
    "membership": {
        "admits": ["natural_person", "organisation"],
        "categories": [
            {"slug": "employee", "name": "Employee", "votes": True, "employee": True, "college": "employees"},
            {"slug": "user", "name": "User", "votes": True, "college": "users"},
            {"slug": "supporter", "name": "Supporter", "votes": True, "college": "supporters"},
        ],
        "colleges": [
            {"slug": "employees", "name": "Employees", "weight": "2/5"},
            {"slug": "users", "name": "Users", "weight": "2/5"},
            {"slug": "supporters", "name": "Supporters", "weight": "1/5"},
        ],
        "admission": {"decided_by": "board"}, "stages": [],
        "withdrawal": {"notice_days": 30, "redemption_years": 5},
    },
    "shares": {"nominal": "50.00", "minimum": 1, "maximum": None, "paid_to_admit": "1", "balance_months": 0},
    "economy": {
        "surplus": {
            "legal_reserve": "15/100", "legal_reserve_until": "capital", "statutory_reserve_of_rest": "1",
            "interest": "0",
            "ordering": ["legal_reserve", "statutory_reserve", "interest"],
        },
        "funding": ["share_capital", "public_subsidies", "bank_loans"],
    },
}  # fmt: skip
_REGIMES = {"scop": _WORKERS, "consumer": _CONSUMERS, "association": _ASSOCIATES, "scic": _COLLECTIVE_INTEREST}


def founding_text(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole file of a cooperative: the usual text of its regime and form, with the sections that differ.

    ``facts``: slug, name, founded_on (ISO day), regime, legal_form, siren or None, statutes and bylaws (sections that
    stand in place of the usual ones), and the federations that it joins.
    """
    identity = {
        "slug": facts["slug"], "name": facts["name"], "legal_form": facts["legal_form"], "regime": facts["regime"],
        "features": [], "currency": "EUR", "fiscal_year_end": "12-31", "country": "FR",
    }  # fmt: skip
    if facts["siren"] is not None:
        identity["siren"] = facts["siren"]
    statutes: dict[str, Any] = {
        "identity": identity,
        **_REGIMES[facts["regime"]],
        "governance": {
            "levels": ["strategic", "tactical", "operational"],
            "bodies": [{"slug": "board", "name": "Board", "seats": 6, "term_months": 36, "level": "tactical",
                        "elected_by": "general_assembly", "renewal": "whole", "vacancy": "empty"}],
            "incompatibilities": [],
        },
        "assemblies": _ASSEMBLIES[facts["legal_form"]],
        "proxies": {"holder": "member", "maximum": 1, "maximum_fraction": "1/20", "small_electorate_under": 20,
                    "blank_to": "none"},
        "ballots": {"persons": "secret", "elections": {"method": "approval", "choices": "seats",
                    "elected_if": _MORE_THAN_HALF, "ties": "candidate_order"}, "smallest_cell": 5, "contest_days": 15},
        "disclosures": ["members.count"],
        "amendments": {"statutes": "extraordinary", "bylaws": "ordinary"},
        **facts["statutes"],
    }  # fmt: skip
    statutes.setdefault("articles", _articles(statutes))
    text = {
        "slug": facts["slug"], "name": facts["name"], "founded_on": facts["founded_on"], "statutes": statutes,
        "bylaws": {"articles": {}, **facts["bylaws"]},
    }  # fmt: skip
    if facts["federations"]:
        text["federations"] = list(facts["federations"])
    return deepcopy(text)


def _articles(statutes: Mapping[str, Any]) -> dict[str, str]:
    """Number the articles in the order in which the rules are usually written."""
    there = [path for path in _NUMBERED if _has(statutes, path.split("."))]
    return {path: f"article {number}" for number, path in enumerate(there, start=1)}


def _has(document: Any, steps: list[str]) -> bool:
    for step in steps:
        if not isinstance(document, Mapping) or step not in document:
            return False
        document = document[step]
    return True
