"""The voting service: its rooms, and the rulebook that it follows."""

from __future__ import annotations

from services.commons.bindings import follows
from services.commons.rulebook.following import keep_rulebook
from services.commons.service import Service
from services.membership.statutes.contract import statutes_adopted
from services.voting.assemblies import actions as assemblies
from services.voting.ballots import actions as ballots
from services.voting.contract import voting
from services.voting.polls import actions as polls
from services.voting.rolls import actions as rolls
from services.voting.tally import actions as tally

follows(statutes_adopted, by="voting")(keep_rulebook)
service = Service(voting, rooms=(assemblies, rolls, polls, ballots, tally))
