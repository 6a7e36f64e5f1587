"""``python -m deploy.command``: the command where it is not installed."""

from . import main

main(prog_name="rochdale")
