"""Records proxies within the limits of law and statutes, and revokes them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from services.commons.bindings import answers
from services.commons.ids import new_id
from services.commons.refusals import NotFound
from services.commons.storage import Listed, Unit, page_of
from services.voting.assemblies import contract
from services.voting.assemblies.actions.holding import held_assembly, in_state
from services.voting.assemblies.actions.presence import require_on_roll
from services.voting.assemblies.contract import refusals
from services.voting.assemblies.rules import proxy_limit
from services.voting.assemblies.tables import Assembly, Proxy
from services.voting.rolls.actions.making import current_roll


@answers(contract.give_proxy)
def give_proxy(unit: Unit, assembly_id: str, body: dict[str, Any]) -> Proxy:
    """Record a proxy to a member, or a blank one where the statutes give those to the chair."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened", "open", "adjourned")
    giver, holder = body["giver_id"], body["holder_id"]
    require_on_roll(unit, assembly, {giver} if holder is None else {giver, holder})
    _check_giver(unit, assembly, giver)
    if holder is None:
        _check_blank(unit, assembly)
    else:
        _check_holder(unit, assembly, giver, holder)
    proxy = Proxy(id=new_id("prx"), assembly_id=assembly_id, giver_id=giver, holder_id=holder, state="given",
                  given_at=unit.now)  # fmt: skip
    unit.session.add(proxy)
    return proxy


@answers(contract.revoke_proxy)
def revoke_proxy(unit: Unit, assembly_id: str, proxy_id: str) -> Proxy:
    """Revoke a proxy; what was voted with it stands."""
    assembly = held_assembly(unit, assembly_id, lock=True)
    in_state(assembly, "convened", "open", "adjourned")
    proxy = unit.session.get(Proxy, proxy_id)
    if proxy is None or proxy.assembly_id != assembly_id:
        raise NotFound(what="proxy", id=proxy_id)
    if proxy.state == "revoked":
        raise refusals.ProxyRevoked(proxy_id=proxy_id, article=unit.rules.statutes("proxies").article)
    proxy.state, proxy.revoked_at = "revoked", unit.now
    return proxy


@answers(contract.list_proxies)
def list_proxies(unit: Unit, assembly_id: str, limit: int, cursor: str | None) -> Listed:
    """List the proxies of an assembly, revoked ones included."""
    held_assembly(unit, assembly_id)
    rows = select(Proxy).where(Proxy.assembly_id == assembly_id)
    return page_of(unit.session, rows, key=[Proxy.id], limit=limit, cursor=cursor)


def limit_of(unit: Unit, assembly: Assembly) -> tuple[int, int, str]:
    """Return the electorate, the proxies that one member may hold, and the article that says so.

    The statutes decide; in a worker cooperative the law (78-763) holds them to its own limit.
    """
    rules, roll = unit.rules_on(assembly.held_on), current_roll(unit, assembly.id)
    electorate = roll.size if roll else 0
    under = int(rules.statutes("proxies.small_electorate_under", 0).value)
    maximum, fraction = rules.statutes("proxies.maximum", 0), rules.statutes("proxies.maximum_fraction", "")
    limit = proxy_limit(
        electorate, int(maximum.value), Fraction(str(fraction.value)) if fraction.value else None, under
    )
    article = maximum.article if electorate < under or not fraction.value else fraction.article
    if rules.statutes("identity.regime", "").value == "scop":
        small, share = rules.law("proxies.small_electorate_maximum"), rules.law("proxies.maximum_fraction")
        lawful = proxy_limit(
            electorate, int(small.value), share.fraction, int(rules.law("proxies.small_electorate_under").value)
        )
        if lawful < limit:
            limit, article = lawful, share.article
    return electorate, limit, article


def _given(assembly: Assembly) -> Any:
    return (Proxy.assembly_id == assembly.id) & (Proxy.state == "given")


def _check_giver(unit: Unit, assembly: Assembly, giver: str) -> None:
    held = unit.session.scalars(select(Proxy).where(_given(assembly), Proxy.giver_id == giver)).first()
    article = unit.rules.statutes("proxies").article
    if held is not None:
        raise refusals.ProxyGivenAlready(giver_id=giver, proxy_id=held.id, article=article)
    if unit.session.scalar(select(func.count()).where(_given(assembly), Proxy.holder_id == giver)):
        raise refusals.ProxyChain(member_id=giver, why="holds a proxy and cannot give one", article=article)


def _check_holder(unit: Unit, assembly: Assembly, giver: str, holder: str) -> None:
    article = unit.rules.statutes("proxies.holder", "member").article
    if holder == giver:
        raise refusals.ProxyToSelf(member_id=giver, article=article)
    if unit.session.scalar(select(func.count()).where(_given(assembly), Proxy.giver_id == holder)):
        raise refusals.ProxyChain(member_id=holder, why="has given its own proxy", article=article)
    held = unit.session.scalar(select(func.count()).where(_given(assembly), Proxy.holder_id == holder)) or 0
    electorate, limit, rule = limit_of(unit, assembly)
    if held >= limit:
        raise refusals.ProxyLimitReached(holder_id=holder, held=held, electorate=electorate, limit=limit, article=rule)


def _check_blank(unit: Unit, assembly: Assembly) -> None:
    """Admit a blank proxy where the statutes give it to the chair; it does not count towards the chair's limit."""
    blank_to = unit.rules.statutes("proxies.blank_to", "none")
    if blank_to.value != "chair":
        raise refusals.BlankProxyRefused(article=blank_to.article)
