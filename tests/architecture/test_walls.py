"""Who may import whom, what stands in each room, and what no commit may carry."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
ROOMS = [
    room
    for service in ("membership", "ledger", "voting")
    for room in sorted((SERVICES / service).iterdir())
    if room.is_dir() and room.name not in {"migrations", "locale", "__pycache__"}
]

# Of the common ground, what needs nothing outside either.
PURE = ("services.commons.calendar", "services.commons.money")


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, in full."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join((*package[: len(package) - node.level + 1], node.module or ""))
                if node.level
                else node.module or ""
            )
            found |= {f"{base.rstrip('.')}.{alias.name}" for alias in node.names}
    return found


def test_import_linter_keeps_its_contracts() -> None:
    """The layers declared for import-linter hold."""
    command = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sorted(SERVICES.rglob("*.py")), ids=lambda path: str(path.relative_to(SERVICES)))
def test_services_know_each_other_by_contract_only(path: Path) -> None:
    """Another service is imported through its contract modules, the bus libraries in commons alone."""
    own = path.relative_to(SERVICES).parts[0]
    for module in imported(path):
        parts = module.split(".")
        if own != "commons":
            assert parts[0] not in {"nameko", "kombu", "amqp", "eventlet"}, f"{path} imports {module}"
        if parts[0] == "services" and len(parts) > 1 and parts[1] not in {own, "commons"}:
            assert "contract" in parts, f"{path} imports {module}"
            assert own != "commons", f"{path}: the common ground imports {module}"


@pytest.mark.parametrize("path", sorted(SERVICES.rglob("rules.py")), ids=lambda path: str(path.relative_to(SERVICES)))
def test_rules_touch_nothing_outside(path: Path) -> None:
    """Rules are pure: the standard library without clocks, files or chance, money, months, and other rules."""
    if "commons" in path.parts:
        return
    own = f"services.{path.relative_to(SERVICES).parts[0]}"
    for module in imported(path):
        top = module.split(".")[0]
        if top == "services":
            assert module.startswith((*PURE, own)), f"{path} imports {module}"
            assert not module.startswith(own) or "rules" in module, f"{path} imports {module}"
        else:
            assert top in sys.stdlib_module_names and top not in {
                "os",
                "random",
                "time",
                "socket",
                "pathlib",
                "secrets",
            }, module


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: f"{room.parent.name}/{room.name}")
def test_every_room_has_its_furniture(room: Path) -> None:
    """A room has a contract, and otherwise only what its concept needs."""
    assert (room / "contract.py").exists() or (room / "contract").is_dir()
    assert (room / "__init__.py").exists()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_each_test_says_what_it_shows(path: Path) -> None:
    """Every test has a one-sentence docstring."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node), f"{path}:{node.lineno} {node.name}"


def test_lock_files_name_no_server() -> None:
    """Pinned versions carry hashes, never download addresses."""
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(), lock
