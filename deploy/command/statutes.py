"""`rochdale statutes`: a cooperative's texts, checked and explained, and written as members read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import database_url, var_option
from .outcome import FAILED, Refused

if TYPE_CHECKING:
    from deploy.cooperatives import CooperativeFile
    from services.membership.statutes.rules import Finding

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# What a mistake in a part of the text would mean for the members; the longest path that fits speaks.
MEANS = {
    "": "The services could not apply this text, so the cooperative could not be opened with it.",
    "identity": "Members would read another name, form or currency on their documents and in the books.",
    "membership": "It would not be clear who is a member, and who votes.",
    "membership.admission": "Who applies could not be told who decides, or would be admitted by nobody.",
    "membership.withdrawal": "Who leaves could not be told when, nor when the shares are repaid.",
    "membership.stages": "Persons on the pathway could not be told what comes next, and by when.",
    "shares": "Members could not be told what they pay and how many shares they may hold.",
    "employees": "The employees' majority that the law asks for would not be kept.",
    "governance": "Members could not know who decides, and for how long somebody is elected.",
    "governance.bodies": "Members would elect too many, too few, or for too long.",
    "assemblies": "What the members vote could be contested: it was convened or counted otherwise than the law asks.",
    "proxies": "Somebody could vote for more members than the law allows.",
    "ballots": "An election could not be held, or not counted as everybody expects.",
    "economy": "The members' money could not be shared out as the text means it.",
    "economy.surplus": "The surplus of a year could not be divided, or less would stay in common than the law asks.",
    "disclosures": "The federation would see something else than the members agreed to.",
    "amendments": "The members could not change their own text, or not by the majority that the law asks for.",
    "bylaws": "The rule could not be applied from day to day.",
    "bylaws.contributions": "Activities would pay another contribution than was agreed.",
    "bylaws.dues": "Members would be called for other dues than were agreed.",
    "bylaws.shifts": "Members would have another standing than their work deserves.",
    "federations": "The cooperative would appear at its federation as something that it is not.",
}


@click.group()
def statutes() -> None:
    """Check and read a cooperative's statutes and bylaws."""


@statutes.command()
@click.argument("file", type=_FILE)
@click.pass_context
def check(context: click.Context, file: Path) -> None:
    """Check a cooperative's FILE (SLUG.yml) and explain everything that is wrong with it.

    Each finding has its line and path, what would be right, the article of law that it rests on if there is one, and
    what it would mean for the members. Exit code 1 when something is wrong.
    """
    from deploy.cooperatives import CooperativeFileError

    try:
        found = _loaded(file)
    except CooperativeFileError as error:
        for place, (finding, problem) in enumerate(zip(error.findings, error.problems, strict=True), 1):
            _explain(place, finding, problem.partition(": ")[0])
        click.echo(f"\n{file}: {len(error.findings)} thing(s) to put right")
        context.exit(FAILED)
    rules = sum(_count(text) for text in (found.statutes, found.bylaws))
    click.echo(f"{file}: {found.name}'s statutes and bylaws are sound and lawful ({rules} rules)")


@statutes.command()
@click.argument("file", type=_FILE, required=False)
@click.option("--coop", metavar="SLUG", help="The text in force in a cooperative of this installation, not a FILE.")
@click.option("--layer", type=click.Choice(["statutes", "bylaws"]), default="statutes", show_default=True,
              help="Which text.")  # fmt: skip
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True, help="In which language.")
@click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT",
              help="Write it as a PDF to this file, instead of Markdown on the terminal.")  # fmt: skip
@var_option
def show(file: Path | None, coop: str | None, layer: str, language: str, pdf: Path | None, var: Path) -> None:
    """Write the text that members can read: every rule a sentence, with its article."""
    from services.membership.statutes.text.rendering import as_markdown, as_paper
    from services.membership.statutes.text.telling import Teller, names_in

    if (file is None) == (coop is None):
        raise click.UsageError("say whose text: either a FILE or --coop")
    texts, version, day = _of_file(file) if file else _in_force(var, coop or "", layer)
    identity = texts["statutes"]["identity"]
    teller = Teller(layer, texts[layer], identity["currency"], names_in(texts["statutes"], texts["bylaws"]))
    if pdf is None:
        click.echo(as_markdown(layer, identity["name"], version, day, teller.tell(), language), nl=False)
        return
    from services.commons.clock import system_clock
    from services.commons.documents.papered import typeset_paper

    paper = as_paper(layer, identity["name"], version, day, teller.tell())
    pdf.write_bytes(typeset_paper(paper, language, system_clock()))
    click.echo(f"{pdf}: written")


def _explain(place: int, finding: Finding, where: str) -> None:
    click.echo(f"\n{place}. {finding.path or 'the document'} ({where})")
    click.echo(f"   {finding.path or 'The document'} {finding.message}")
    click.echo(f"   Law: {finding.source}" if finding.source else "   Rests on the form of the text, not on a law.")
    click.echo(f"   For the members: {_means(finding.path)}")


def _means(path: str) -> str:
    within = path.removeprefix("statutes.")
    fitting = [one for one in MEANS if within == one or within.startswith(f"{one}.")]
    return MEANS[max(fitting, key=len, default="")]


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(_count(one) for key, one in value.items() if key != "articles")
    return 1 if not isinstance(value, list) else sum(map(_count, value))


def _loaded(file: Path) -> CooperativeFile:
    """Read this very file: a cooperative is found by its name and ``.yml``, whatever else lies beside it."""
    from deploy.cooperatives import load_cooperative

    if file.suffix != ".yml":
        raise click.UsageError("the file is named after the cooperative: SLUG.yml")
    return load_cooperative(file.stem, file.parent)


def _of_file(file: Path) -> tuple[dict[str, Any], int, date]:
    found = _loaded(file)
    return {"statutes": found.statutes, "bylaws": found.bylaws}, 1, found.founded_on


def _in_force(var: Path, coop: str, layer: str) -> tuple[dict[str, Any], int, date]:
    from services.commons.clock import legal_day, system_clock
    from services.commons.rulebook import RulebookVersion, Rules
    from services.commons.storage import Database

    database = Database(database_url(var, "membership", coop), service="membership", coop=coop, pool=1)
    try:
        with database.reading() as session:
            rules = Rules.in_force(session, coop, "membership", legal_day(system_clock()))
            if layer not in rules.versions:
                raise Refused(f"{coop} has no {layer} in force today")
            held = session.get_one(RulebookVersion, (layer, rules.versions[layer]))
            texts = {one: rules.document(one) for one in ("statutes", "bylaws")}
            return texts, held.version, held.effective_on
    finally:
        database.close()
