"""The four cooperatives that are shipped, and what is said of a file that cannot be taken."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.cooperatives import HERE, LAW, CooperativeFileError, all_cooperatives, load_cooperative, load_law
from services.commons.canonical import digest
from services.commons.rulebook import Rules

SLUGS = ("alpar", "coopaname", "alpine-aluminium", "cg-scop")


def at(slug: str, path: str) -> Any:
    """Return what the statutes (or with ``bylaws.`` the bylaws) of a shipped cooperative say at a path."""
    cooperative = load_cooperative(slug)
    value: Any = {"bylaws": cooperative.bylaws, **cooperative.statutes}
    for step in path.split("."):
        value = value[step]
    return value


@pytest.fixture
def errors(tmp_path: Path) -> Any:
    """Change one shipped file by replacing texts, load it, and return the error that it meets."""

    def load(slug: str, *changes: tuple[str, str]) -> CooperativeFileError:
        text = (HERE / f"{slug}.yml").read_text()
        for old, new in changes:
            assert old in text, f"{slug}.yml does not hold {old!r}"
            text = text.replace(old, new, 1)
        (tmp_path / f"{slug}.yml").write_text(text)
        with pytest.raises(CooperativeFileError) as caught:
            load_cooperative(slug, tmp_path)
        return caught.value

    return load


def test_the_four_cooperatives_are_shipped() -> None:
    """Every file loads, bears its own name, and names a federation that is there."""
    assert {one.slug for one in all_cooperatives()} == set(SLUGS)


@pytest.mark.parametrize(
    ("slug", "path", "value"),
    [
        ("alpar", "shares.maximum", 1),
        ("alpar", "shares.nominal", "100.00"),
        ("alpar", "governance.working_groups.referents", 2),
        ("alpar", "bylaws.shifts.requires_linked_organisation", "association-alpar"),
        ("alpar", "economy.surplus.legal_reserve", "3/20"),
        ("coopaname", "identity.features", ["cae"]),
        ("coopaname", "identity.regime", "scop"),
        ("alpine-aluminium", "economy.surplus.reserves", "1/3"),
        ("alpine-aluminium", "economy.surplus.labour_share", "1/3"),
        ("alpine-aluminium", "economy.surplus.interest", "1/3"),
        ("alpine-aluminium", "employees.capital_minimum", "51/100"),
        ("cg-scop", "identity.legal_form", "association"),
        ("cg-scop", "membership.admits", ["organisation"]),
    ],
)
def test_the_files_state_the_facts_of_the_reference_organisations(slug: str, path: str, value: Any) -> None:
    """What is known of each organisation stands in its file."""
    assert at(slug, path) == value


def test_alpar_has_a_committee_of_twelve_for_two_years_and_seven_groups() -> None:
    """Twelve members elected by the general assembly for 24 months; seven working groups."""
    body = at("alpar", "governance.bodies")[0]
    assert (body["seats"], body["term_months"], body["elected_by"]) == (12, 24, "general_assembly")
    assert len(at("alpar", "governance.working_groups.groups")) == 7
    assert load_cooperative("alpar").founded_on == date(2018, 6, 8)


def test_coopaname_takes_a_tenth_of_turnover_and_has_six_establishments() -> None:
    """The contribution is exact, without VAT by its base, and dated."""
    contribution = at("coopaname", "bylaws.contributions")[0]
    assert (contribution["name"], contribution["base"], contribution["rate"]) == ("cae", "turnover", "0.10")
    assert len(at("coopaname", "bylaws.establishments")) == 6


def test_the_federation_lists_its_unions_and_gives_partners_no_vote() -> None:
    """13 regional unions, 3 trade federations; a worker cooperative votes, a partner does not."""
    assert (len(at("cg-scop", "bylaws.regional_unions")), len(at("cg-scop", "bylaws.trade_federations"))) == (13, 3)
    votes = {category["slug"]: category["votes"] for category in at("cg-scop", "membership.categories")}
    assert votes == {"member": True, "partner": False}
    assert load_cooperative("alpar").federations == ({"federation": "cg-scop", "as": "partner"},)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_rule_has_an_article_and_a_digest(slug: str) -> None:
    """No rule stands outside the articles, and every document has a canonical form (so no inexact number)."""
    cooperative = load_cooperative(slug)
    rules = Rules(slug, date(2026, 1, 1), {"statutes": cooperative.statutes, "bylaws": cooperative.bylaws}, {})
    for section in set(cooperative.statutes) - {"articles"}:
        assert "article" in rules.statutes(section).article
    for section in set(cooperative.bylaws) - {"articles"}:
        assert ", rule " in rules.bylaws(section).article
    assert digest(cooperative.statutes) != digest(cooperative.bylaws)


def test_a_refusal_can_name_the_article_of_the_one_share() -> None:
    """The maximum of shares at Alpar is found in article 8."""
    rules = Rules("alpar", date(2026, 1, 1), {"statutes": load_cooperative("alpar").statutes}, {})
    assert rules.statutes("shares.maximum").article == "Statutes of alpar, article 8 (shares.maximum)"


def test_the_law_is_certain_dated_and_sourced() -> None:
    """Every rule of law has a source, a day and high confidence, and stands once for each day."""
    rules = load_law()["rules"]
    assert all(rule["confidence"] == "high" and rule["source"] and date.fromisoformat(rule["from"]) for rule in rules)
    assert len({(rule["path"], rule["from"]) for rule in rules}) == len(rules)


def test_what_is_less_than_certain_is_refused_as_law(tmp_path: Path) -> None:
    """A rule of medium confidence is a setting of the statutes; the error says so."""
    file = tmp_path / "france.yml"
    file.write_text(LAW.read_text().replace("confidence: high", "confidence: medium", 1))
    with pytest.raises(CooperativeFileError, match="setting of the statutes"):
        load_law(file)


def test_values_stay_as_they_are_written(tmp_path: Path) -> None:
    """A rate, a day and a time without quotes are text, exact; YAML 1.1 would make floats, objects and minutes."""
    text = (HERE / "alpar.yml").read_text()
    for old, new in (('"3/20"', "0.15"), ('"09:00"', "09:00"), ('"12-31"', "12-31"), ('"12:00"', "12:00")):
        text = text.replace(old, new)
    (tmp_path / "alpar.yml").write_text(text)
    loaded = load_cooperative("alpar", tmp_path)
    assert loaded.statutes["economy"]["surplus"]["legal_reserve"] == "0.15"
    assert loaded.bylaws["shifts"]["calendar"][0]["starts_at"] == "09:00"
    assert loaded.founded_on == date(2018, 6, 8)


@pytest.mark.parametrize(
    ("slug", "old", "new", "path", "said"),
    [
        ("alpar", "    minimum: 1\n", "    minimun: 1\n", "statutes.shares.minimun", 'did you mean "minimum"?'),
        ("alpar", "    minimum: 1\n", "", "statutes.shares.minimum", "is missing; write a whole number"),
        (
            "alpar",
            "    minimum: 1\n",
            "    minimum: null\n",
            "statutes.shares.minimum",
            "is empty; write a whole number",
        ),
        ("alpar", "    minimum: 1\n", '    minimum: "1"\n', "statutes.shares.minimum", "is '1'; write a whole number"),
        ("alpar", "    minimum: 1\n", "    minimum: 2\n", "statutes.shares.minimum", "write at most 1"),
        ("alpar", '"100.00"', "100", "statutes.shares.nominal", "is 100; write an amount in quotes"),
        ("alpar", '"100.00"', '"-1.00"', "statutes.shares.nominal", "write an amount"),
        (
            "alpar",
            'fraction: "1/5"',
            'fraction: "6/5"',
            "statutes.assemblies.ordinary.quorum.fraction",
            'between "0" and "1"',
        ),
        (
            "alpar",
            'fraction: "1/5"',
            'fraction: "1/0"',
            "statutes.assemblies.ordinary.quorum.fraction",
            'between "0" and "1"',
        ),
        ("alpar", "seats: 12", "seats: 0", "statutes.governance.bodies.0.seats", "from 1 to 500"),
        ("alpar", "regime: consumer", "regime: consumr", "statutes.identity.regime", 'did you mean "consumer"?'),
        ("alpar", '"000000018"', '"000000019"', "statutes.identity.siren", "check digit"),
        ("alpar", '"12-31"', '"02-30"', "statutes.identity.fiscal_year_end", "a month and a day"),
        ("alpar", "slug: alpar\nname", "slug: other\nname", "slug", "write alpar"),
        ("alpar", "name: Alpar\nfounded", "name: Other\nfounded", "statutes.identity.name", "write Other"),
        ("alpar", "founded_on: 2018-06-08", "founded_on: 2018-06-31", "founded_on", "a day such as"),
        ("alpar", "votes: true", "votes: false", "statutes.membership.categories", "no category that votes"),
        (
            "alpar",
            "decided_by: of_right",
            "decided_by: comittee",
            "statutes.membership.admission.decided_by",
            "write one of",
        ),
        ("alpar", "    shares: article 8\n", "", "statutes.articles", 'says nothing on "shares"'),
        (
            "alpar",
            "shares.maximum: article 8",
            "shares.maximal: article 8",
            "statutes.articles.shares.maximal",
            "names no rule",
        ),
        ("alpar", "body: committee", "body: board", "statutes.governance.meetings.0.body", "write one of committee"),
        (
            "alpar",
            "requires_linked_organisation: association-alpar",
            "requires_linked_organisation: other",
            "bylaws.shifts.requires_linked_organisation",
            "write one of association-alpar",
        ),
        (
            "alpar",
            "not_served_below: -2",
            "not_served_below: 2",
            "bylaws.shifts.standings.not_served_below",
            "at most 0",
        ),
        ("alpar", 'ends_at: "12:00"', 'ends_at: "08:00"', "bylaws.shifts.calendar.0.ends_at", "a time after 09:00"),
        ("alpar", "as: partner", "as: [partner]", "federations.0.as", "a short name"),
        ("coopaname", "  contributions:\n", "  contribution:\n", "bylaws.contributions", 'feature "cae"'),
        ("cg-scop", "{category: partner", "{category: guest", "bylaws.dues.1.category", "write one of member, partner"),
        ("cg-scop", 'account: "758"', 'account: "658"', "bylaws.dues_calls.account", "write an account of class 7"),
        ("cg-scop", "slug: union-02", "slug: union-01", "bylaws.regional_unions.1.slug", "stands there already"),
        (
            "alpine-aluminium",
            'salary: "1/2"',
            'salary: "1/4"',
            "statutes.economy.surplus.labour_share_keys",
            "sum to 1",
        ),
        (
            "alpine-aluminium",
            "  shares:\n    nominal",
            "  dues: {required: false}\n  shares:\n    nominal",
            "statutes.articles",
            'says nothing on "dues"',
        ),
    ],
)
def test_an_error_says_where_what_and_what_would_be_right(
    errors: Any, slug: str, old: str, new: str, path: str, said: str
) -> None:
    """File, line, path, what is wrong and what would be right stand in one line of the message."""
    error = errors(slug, (old, new))
    line = next((one for one in error.problems if f": {path} " in one), None)
    assert line is not None and said in line, error
    assert line.startswith(f"{slug}.yml:")
    assert path in {finding.path for finding in error.findings}


@pytest.mark.parametrize(
    ("slug", "old", "new", "source"),
    [
        ("alpine-aluminium", 'labour_share: "1/3"', 'labour_share: "1/5"', "Law 78-763, article 33, 3°"),
        ("alpine-aluminium", 'interest: "1/3"', 'interest: "2/5"', "Law 78-763, article 33, 4°"),
        ("alpine-aluminium", 'legal_reserve: "15/100"', 'legal_reserve: "14/100"', "Law 78-763, article 33, 1°"),
        (
            "alpine-aluminium",
            "development_fund: rest_of_reserves",
            "development_fund: none",
            "Law 78-763, article 33, 2°",
        ),
        ("alpine-aluminium", 'capital_minimum: "51/100"', 'capital_minimum: "50/100"', "capital held by the employees"),
        ("alpine-aluminium", 'votes_minimum: "65/100"', 'votes_minimum: "64/100"', "votes held by the employees"),
        ("alpine-aluminium", 'maximum: "1"}', 'maximum: "2.5"}', "Law 78-763, article 33, 3°"),
        ("alpine-aluminium", 'paid_to_admit: "1/4"', 'paid_to_admit: "1/5"', "Law 78-763"),
        ("alpine-aluminium", 'maximum_fraction: "1/20"', 'maximum_fraction: "1/10"', "Law 78-763"),
        (
            "alpine-aluminium",
            'quorum: {base: entitled, fraction: "1/5"}',
            'quorum: {base: entitled, fraction: "1/6"}',
            "L225-98",
        ),
        ("alpine-aluminium", "term_months: 48", "term_months: 73", "L225-18"),
        ("alpar", 'legal_reserve: "3/20"', 'legal_reserve: "2/20"', "Law 47-1775, article 16"),
    ],
)
def test_statutes_outside_the_law_are_refused_with_its_source(
    errors: Any, slug: str, old: str, new: str, source: str
) -> None:
    """A founding text that breaks the law is not taken, and the error names the law."""
    error = errors(slug, (old, new))
    assert any(source in (finding.source or "") for finding in error.findings), error


def test_every_error_is_told_at_once_in_the_order_of_the_file(errors: Any) -> None:
    """Errors of form, of sense and of law come together, so that a file is mended in one go."""
    error = errors(
        "alpine-aluminium", ("nominal:", "nominall:"), ("seats: 6", "seats: 0"),
        ('labour_share: "1/3"', 'labour_share: "1/5"'), ("slug: board", "slug: 7"),
    )  # fmt: skip
    paths = [finding.path for finding in error.findings]
    assert {"statutes.shares.nominal", "statutes.shares.nominall", "statutes.governance.bodies.0.seats",
            "statutes.governance.bodies.0.slug", "statutes.economy.surplus.labour_share"} <= set(paths)  # fmt: skip
    lines = [int(problem.split(":")[1]) for problem in error.problems]
    assert lines == sorted(lines) and f"{len(paths)} errors" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("statutes:\n", "statutes: [\n", "is not YAML at line "),
        ("statutes:\n", "statutes: [\n", "Close what was opened with ["),
        ("    minimum: 1\n", "\tminimum: 1\n", "column 1"),
        ("    minimum: 1\n", "\tminimum: 1\n", "Indent with spaces, never with a tab"),
        ("name: Alpar\n", 'name: "Alpar\n', "quotation mark"),
        ("name: Alpar\n", "name: Alpar\n# " + "x" * 1_000_000 + "\n", "it is another file"),
        ("    minimum: 1\n", "    minimum: 1\n    minimum: 1\n", "stands twice, first on line "),
        ("colleges: []", "colleges: &none []\n    stages: *none", "is an alias of another place"),
        ("    minimum: 1\n", "    minimum: !!python/name:os.system\n", "bears the tag"),
        ("    minimum: 1\n", "    12: 1\n", "put it in quotes"),
    ],
)
def test_errors_of_syntax_give_line_and_column(errors: Any, old: str, new: str, said: str) -> None:
    """What is no plain YAML is told with its place, and nothing is made of it."""
    assert said in str(errors("alpar", (old, new)))


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    """A missing file, one in another encoding, an empty one and a list have sentences of their own."""
    with pytest.raises(CooperativeFileError, match="there is no file other.yml"):
        load_cooperative("other", tmp_path)
    (tmp_path / "alpar.yml").write_bytes("slug: alpar\nname: Coopérative".encode("latin-1"))
    with pytest.raises(CooperativeFileError, match="alpar.yml:2: the document is not UTF-8"):
        load_cooperative("alpar", tmp_path)
    for text in ("", "- slug", "slug"):
        (tmp_path / "alpar.yml").write_text(text)
        with pytest.raises(CooperativeFileError):
            load_cooperative("alpar", tmp_path)


def test_a_member_must_be_in_a_category_that_its_federation_has(tmp_path: Path) -> None:
    """Between two files, the claim of one is checked against the other."""
    for slug in ("alpar", "cg-scop"):
        shutil.copy(HERE / f"{slug}.yml", tmp_path)
    text = (tmp_path / "alpar.yml").read_text().replace("as: partner", "as: friend")
    (tmp_path / "alpar.yml").write_text(text)
    with pytest.raises(CooperativeFileError, match=r"alpar.yml:\d+: federations.0.as is friend"):
        all_cooperatives(tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_is_told_and_never_crashes(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is done to a file, it loads or it is refused with a CooperativeFileError."""
    lines = (HERE / "alpar.yml").read_text().splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    junk = data.draw(
        st.sampled_from(["", "x", "- a", "{", "a: b", "  deep: [1, {b: 2}]", '"', ": :", "? [k]", "<<: {a: 1}"])
    )
    indent = lines[place][: len(lines[place]) - len(lines[place].lstrip())]
    key = lines[place].split(":")[0]
    lines[place] = data.draw(st.sampled_from([junk, indent + junk, f"{key}: {junk}"]))
    (tmp_path / "alpar.yml").write_text("\n".join(lines))
    try:
        load_cooperative("alpar", tmp_path)
    except CooperativeFileError as error:
        assert error.problems
