"""The plan for the broker: every cooperative's vhost as its topology says, against what is there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from services.commons.topology import Shovel, Vhost

from .broker import FoundBroker
from .passwords import ALGORITHM, hashed, matches
from .step import Definition, Deletion, Kind, ProvisioningRefused, Step, Unbinding

# A node with more takes minutes to restart (measured: 50 vhosts 14 s, 200 vhosts 47 s).
MOST_COOPERATIVES = 100
OLDEST = (3, 10)

Url = Callable[[str, str, str], str]
Entry = dict[str, Any]


def broker_plan(vhosts: Sequence[Vhost], found: FoundBroker, passwords: Mapping[str, str], url: Url) -> list[Step]:
    """List what makes the broker serve these vhosts and nothing besides in them.

    ``url(user, password, vhost)`` gives the address by which a shovel reaches the broker. Raises
    ProvisioningRefused beyond the broker's limits, while one of its alarms stands, or when a queue that holds
    messages would have to be made anew.
    """
    _within_limits(vhosts, found)
    there = _Found(found)
    steps: list[Step] = []
    for vhost in vhosts:
        steps += _users(vhost, there, passwords)
    for vhost in vhosts:
        steps += _vhost(vhost, there, passwords, url)
    return steps


def _within_limits(vhosts: Sequence[Vhost], found: FoundBroker) -> None:
    version = tuple(int(part) for part in found.version.split(".")[:2])
    if version < OLDEST:
        raise ProvisioningRefused(f"the broker is RabbitMQ {found.version}; 3.10 or later is needed")
    if not found.shovels_enabled:
        raise ProvisioningRefused("the broker's plugins rabbitmq_shovel and rabbitmq_shovel_management are not enabled")
    if len(vhosts) > MOST_COOPERATIVES:
        raise ProvisioningRefused(f"{len(vhosts)} cooperatives on one broker; it carries at most {MOST_COOPERATIVES}")
    if found.alarms:
        raise ProvisioningRefused(f"the broker raises its {' and '.join(found.alarms)} alarm and takes no messages")


class _Found:
    """The broker's definitions by section and vhost."""

    def __init__(self, found: FoundBroker) -> None:
        self.definitions, self.messages = found.definitions, found.messages
        self.users = {one["name"]: one for one in found.definitions.get("users", ())}
        self.vhosts = {one["name"] for one in found.definitions.get("vhosts", ())}
        self.administrators = {name for name, one in self.users.items() if "administrator" in one.get("tags", "")}

    def of(self, section: str, vhost: str) -> list[Entry]:
        return [one for one in self.definitions.get(section, ()) if one.get("vhost") == vhost]


def _users(vhost: Vhost, there: _Found, passwords: Mapping[str, str]) -> Iterator[Step]:
    for user in vhost.users:
        held = there.users.get(user.name)
        password = passwords[user.name]
        if held is not None and not held.get("tags") and matches(password, held.get("password_hash", "")):
            continue
        entry = {"name": user.name, "password_hash": hashed(password), "hashing_algorithm": ALGORITHM, "tags": ""}
        yield Definition("correct" if held else "create", f"user {user.name}", "users", entry)


def _vhost(vhost: Vhost, there: _Found, passwords: Mapping[str, str], url: Url) -> Iterator[Step]:
    if vhost.name not in there.vhosts:
        yield Definition("create", f"vhost {vhost.name}", "vhosts", {"name": vhost.name})
    yield from _permissions(vhost, there)
    yield from _topic_permissions(vhost, there)
    yield from _exchanges(vhost, there)
    remade: set[str] = set()
    yield from _queues(vhost, there, remade)
    yield from _bindings(vhost, there, remade)
    yield from _shovels(vhost, there, passwords, url)
    for policy in there.of("policies", vhost.name):
        path = f"/api/policies/{_in(vhost)}/{_quoted(policy['name'])}"
        yield Deletion("remove", f"policy {policy['name']} in {vhost.name}: it would change our queues", path)


def _permissions(vhost: Vhost, there: _Found) -> Iterator[Step]:
    held = {one["user"]: one for one in there.of("permissions", vhost.name)}
    for wanted in vhost.permissions:
        entry = {"user": wanted.user, "vhost": vhost.name, "configure": wanted.configure, "write": wanted.write,
                 "read": wanted.read}  # fmt: skip
        yield from _unless_same(held.pop(wanted.user, None), entry, "permissions",
                                f"permissions of {wanted.user} in {vhost.name}")  # fmt: skip
    for user in sorted(set(held) - there.administrators):
        path = f"/api/permissions/{_in(vhost)}/{_quoted(user)}"
        yield Deletion("remove", f"permissions of {user} in {vhost.name}", path)


def _topic_permissions(vhost: Vhost, there: _Found) -> Iterator[Step]:
    held = {(one["user"], one["exchange"]): one for one in there.of("topic_permissions", vhost.name)}
    wanted = {(one.user, one.exchange): one for one in vhost.topic_permissions}
    # The broker forgets all of a user's at once, so those that stay are given again.
    swept = {user for user, exchange in held if (user, exchange) not in wanted} - there.administrators
    for user in sorted(swept):
        path = f"/api/topic-permissions/{_in(vhost)}/{_quoted(user)}"
        yield Deletion("remove", f"topic permissions of {user} in {vhost.name}", path)
    for (user, exchange), one in wanted.items():
        entry = {"user": user, "vhost": vhost.name, "exchange": exchange, "write": one.write, "read": one.read}
        known = None if user in swept else held.get((user, exchange))
        yield from _unless_same(known, entry, "topic_permissions", f"topics of {user} on {exchange} in {vhost.name}")


def _exchanges(vhost: Vhost, there: _Found) -> Iterator[Step]:
    held = {one["name"]: one for one in there.of("exchanges", vhost.name)}
    for wanted in vhost.exchanges:
        entry = {"name": wanted.name, "vhost": vhost.name, "type": wanted.type, "durable": True, "auto_delete": False,
                 "internal": False, "arguments": {}}  # fmt: skip
        known = held.pop(wanted.name, None)
        if known is not None and not _holds(known, entry):
            raise ProvisioningRefused(
                f"the exchange {wanted.name} in {vhost.name} was declared otherwise: delete it, then provision again"
            )
        yield from _unless_same(known, entry, "exchanges", f"exchange {wanted.name} in {vhost.name}")
    for name in sorted(held):
        path = f"/api/exchanges/{_in(vhost)}/{_quoted(name)}"
        yield Deletion("remove", f"exchange {name} in {vhost.name}", path)


def _queues(vhost: Vhost, there: _Found, remade: set[str]) -> Iterator[Step]:
    held = {one["name"]: one for one in there.of("queues", vhost.name)}
    for wanted in vhost.queues:
        entry = {"name": wanted.name, "vhost": vhost.name, "durable": True, "auto_delete": False,
                 "arguments": dict(wanted.arguments)}  # fmt: skip
        known = held.pop(wanted.name, None)
        says = f"queue {wanted.name} in {vhost.name}"
        if known is not None and not _holds(known, entry):
            waiting = there.messages.get((vhost.name, wanted.name), 0)
            if waiting:
                raise ProvisioningRefused(
                    f"the {says} has to be made anew, and holds {waiting} message(s): let its service take them first"
                )
            remade.add(wanted.name)
            yield Deletion("remove", f"{says}: its arguments have changed, and it is empty", _queue(vhost, wanted.name))
            known = None
        yield from _unless_same(known, entry, "queues", says)
    for name in sorted(held):
        waiting = there.messages.get((vhost.name, name), 0)
        if waiting:
            yield Step("keep", f"queue {name} in {vhost.name} is nobody's, and holds {waiting} message(s)")
        else:
            yield Deletion("remove", f"queue {name} in {vhost.name}: it is nobody's, and empty", _queue(vhost, name))


def _bindings(vhost: Vhost, there: _Found, remade: set[str]) -> Iterator[Step]:
    held = {
        (one["source"], one["destination"], one["routing_key"]): one
        for one in there.of("bindings", vhost.name)
        if one["destination_type"] == "queue" and one["destination"] not in remade
    }
    for wanted in vhost.bindings:
        entry = {"source": wanted.exchange, "vhost": vhost.name, "destination": wanted.queue,
                 "destination_type": "queue", "routing_key": wanted.routing_key, "arguments": {}}  # fmt: skip
        known = held.pop((wanted.exchange, wanted.queue, wanted.routing_key), None)
        says = f"{wanted.queue} takes {wanted.routing_key} from {wanted.exchange} in {vhost.name}"
        yield from _unless_same(known, entry, "bindings", says)
    for (source, queue, key), one in sorted(held.items()):
        path = f"/api/bindings/{_in(vhost)}/e/{_quoted(source)}/q/{_quoted(queue)}"
        says = f"{queue} no longer takes {key} from {source} in {vhost.name}"
        yield Unbinding("remove", says, path, key, one.get("arguments", {}))


def _shovels(vhost: Vhost, there: _Found, passwords: Mapping[str, str], url: Url) -> Iterator[Step]:
    held = {one["name"]: one for one in there.of("parameters", vhost.name) if one["component"] == "shovel"}
    for wanted in vhost.shovels:
        entry = {"vhost": vhost.name, "component": "shovel", "name": wanted.name,
                 "value": _carries(wanted, passwords, url)}  # fmt: skip
        says = f"shovel from {wanted.source_vhost} to {wanted.target_vhost}"
        yield from _unless_same(held.pop(wanted.name, None), entry, "parameters", says)
    for name in sorted(held):
        path = f"/api/parameters/shovel/{_in(vhost)}/{_quoted(name)}"
        yield Deletion("remove", f"shovel {name} in {vhost.name}", path)


def _carries(shovel: Shovel, passwords: Mapping[str, str], url: Url) -> Entry:
    """Describe a shovel; it asks for its queue passively, and its accounts could not make one."""
    return {
        "src-protocol": "amqp091",
        "src-uri": url(shovel.source_user, passwords[shovel.source_user], shovel.source_vhost),
        "src-queue": shovel.source_queue,
        "src-prefetch-count": 100,
        "dest-protocol": "amqp091",
        "dest-uri": url(shovel.target_user, passwords[shovel.target_user], shovel.target_vhost),
        "dest-exchange": shovel.target_exchange,
        "dest-add-forward-headers": False,
        "ack-mode": "on-confirm",
        "reconnect-delay": 2,
    }


def _unless_same(known: Entry | None, wanted: Entry, section: str, says: str) -> Iterator[Step]:
    if known is None or not _holds(known, wanted):
        kind: Kind = "create" if known is None else "correct"
        yield Definition(kind, says, section, wanted)


def _holds(known: Entry, wanted: Entry) -> bool:
    """Say whether what is there has every field as wanted."""
    return all(_canonical(known.get(name)) == _canonical(value) for name, value in wanted.items())


def _canonical(value: Any) -> Any:
    """A classic queue need not say that it is one."""
    if not isinstance(value, dict):
        return value
    return {name: one for name, one in value.items() if (name, one) != ("x-queue-type", "classic")}


def _in(vhost: Vhost) -> str:
    return _quoted(vhost.name)


def _queue(vhost: Vhost, name: str) -> str:
    return f"/api/queues/{_in(vhost)}/{_quoted(name)}"


def _quoted(text: str) -> str:
    return quote(text, safe="")


def secret_users(vhosts: Iterable[Vhost]) -> list[str]:
    """List every account for which a password must be kept."""
    return [user.name for vhost in vhosts for user in vhost.users]
