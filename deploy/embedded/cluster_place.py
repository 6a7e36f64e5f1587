"""Where the private cluster lies, and under which account it runs.

PostgreSQL refuses to run as root. Where we are root it runs as the system account `postgres`, which must be able to
reach its folder; a clone under a 0700 home is out of its reach. Then the data lie in `/var/lib/rochdale`, and
`var/postgres` is a symbolic link to them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from deploy.embedded.errors import ServerMissing
from deploy.embedded.process import Account

_ELSEWHERE = Path("/var/lib/rochdale")
_OWNER = "belongs-to"


def cluster_account() -> Account | None:
    """Return the account to run PostgreSQL under, or None where ours will do."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise ServerMissing(
            "PostgreSQL does not run as root, and there is no account 'postgres': apt-get install postgresql"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def cluster_place(var: Path, account: Account | None, elsewhere: Path = _ELSEWHERE) -> Path:
    """Return the folder that holds the cluster of `var`, made for `account` if it is not there yet."""
    place = var / "postgres"
    if account is None:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        return place
    _sweep(elsewhere)
    if place.is_symlink() and place.exists():
        return place.resolve()
    if place.is_symlink():
        place.unlink()
    if not place.exists() and not _reaches(account, var):
        target = _room_elsewhere(elsewhere, place)
        place.symlink_to(target)
        place = target
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chown(place, account.uid, account.gid)
    return place


def _room_elsewhere(elsewhere: Path, place: Path) -> Path:
    elsewhere.mkdir(parents=True, exist_ok=True, mode=0o755)
    room = Path(tempfile.mkdtemp(dir=elsewhere))
    room.chmod(0o711)
    (room / _OWNER).write_text(f"{_device(place)} {place}\n")
    return room / "cluster"


def _sweep(elsewhere: Path) -> None:
    """Remove the clusters whose `var` is gone: deleting the folder is how an operator starts afresh."""
    for note in elsewhere.glob(f"*/{_OWNER}"):
        device, _, owner = note.read_text().strip().partition(" ")
        # On another device than it was made on, it may only be unmounted.
        if not Path(owner).is_symlink() and _device(Path(owner)) == device:
            shutil.rmtree(note.parent, ignore_errors=True)


def _device(place: Path) -> str:
    """Name the file system of a place, or of the nearest folder above it that exists."""
    while not place.exists():
        place = place.parent
    return str(place.stat().st_dev)


def _reaches(account: Account, folder: Path) -> bool:
    probe = subprocess.run(
        ["/usr/bin/test", "-x", str(folder)],
        cwd="/",
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=[account.gid],
    )
    return probe.returncode == 0
