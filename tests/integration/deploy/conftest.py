"""A broker, a database and two linked cooperatives provisioned on them, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.cooperatives import CooperativeFile, load_cooperative
from deploy.embedded import EmbeddedServers
from deploy.provisioning import Administration, Provisioning
from services.commons.contract import SERVICES

SLUGS = ("alpar", "cg-scop")

Provisions = Callable[[list[CooperativeFile]], Provisioning]


@pytest.fixture(scope="package")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """A broker and a database of their own, unless the environment names some, empty."""
    with EmbeddedServers(tmp_path_factory.mktemp("servers"), lambda _: None, fsync=False) as running:
        yield running


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where passwords and credentials are kept."""
    return tmp_path_factory.mktemp("credentials")


@pytest.fixture(scope="package")
def provisions(servers: EmbeddedServers, folder: Path) -> Provisions:
    """Provisions the cooperatives given on these servers."""
    administration = Administration(servers.amqp_admin, servers.management, servers.database_admin)
    return lambda cooperatives: Provisioning(administration, cooperatives, folder)


@pytest.fixture(scope="package")
def provisioning(provisions: Provisions) -> Iterator[Provisioning]:
    """Two cooperatives that are linked, provisioned."""
    made = provisions([load_cooperative(slug) for slug in SLUGS])
    report = made.carry_out(made.plan())
    assert [one.problem for one in report if one.problem] == []
    assert len(report) == len(SLUGS) * len(SERVICES)
    yield made
    made.close()
