"""The play of the four cooperatives on a suite of its own: every figure is right, and nothing is left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_demo_ends_with_every_figure_right(tmp_path: Path) -> None:
    """It boots from nothing, plays through the API, and ends with 0; a wrong figure would be its last words."""
    command = [sys.executable, "-m", "deploy.command", "demo", "--documents", str(tmp_path)]
    play = subprocess.run(command, capture_output=True, text=True, timeout=840)
    assert play.returncode == 0, play.stdout[-3000:] + play.stderr[-3000:]
    assert "figures are right" in play.stdout
    assert len(list(tmp_path.glob("*.pdf"))) >= 10
