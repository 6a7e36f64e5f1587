"""The ledger service: the rooms that answer for it."""

from services.commons.bindings import follows
from services.commons.rulebook.following import keep_rulebook
from services.commons.service import Service
from services.ledger.accounts import actions as accounts
from services.ledger.capital import actions as capital
from services.ledger.contract import ledger
from services.ledger.contributions import actions as contributions
from services.ledger.contributions import booking
from services.ledger.journal import actions as journal
from services.ledger.journal import periods
from services.ledger.reports import actions as reports
from services.ledger.sales import actions as sales
from services.ledger.surplus import actions as surplus
from services.ledger.surplus import years
from services.membership.statutes.contract import statutes_adopted

follows(statutes_adopted, by="ledger")(keep_rulebook)

service = Service(
    ledger, rooms=(accounts, journal, periods, capital, contributions, booking, sales, years, surplus, reports)
)
