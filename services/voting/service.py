"""The voting service: its rooms, and the rulebook that it follows."""

from __future__ import annotations

from services.commons.bindings import follows
from services.commons.rulebook.following import keep_rulebook
from services.commons.service import Service
from services.membership.statutes.contract import statutes_adopted
from services.voting.assemblies import actions as assemblies
from services.voting.ballots import actions as ballots
from services.voting.board import actions as board
from services.voting.contract import voting
from services.voting.elections import actions as elections
from services.voting.minutes import documents as minutes
from services.voting.minutes import signing
from services.voting.notices import contacts, deliveries
from services.voting.notices import documents as notices
from services.voting.notices.sending import mailing
from services.voting.polls import actions as polls
from services.voting.privacy import actions as privacy
from services.voting.rolls import actions as rolls
from services.voting.scrutiny import actions as scrutiny
from services.voting.scrutiny.actions.background import opening
from services.voting.tally import actions as tally

follows(statutes_adopted, by="voting")(keep_rulebook)
service = Service(
    voting,
    tasks=(mailing, opening),
    rooms=(assemblies, rolls, elections, polls, ballots, scrutiny, board, tally, contacts, notices, deliveries, minutes,
           signing, privacy),
)  # fmt: skip
