"""The ledger service: the rooms that answer for it."""

from services.commons.bindings import follows
from services.commons.proposals import reconsidering
from services.commons.proposals.standing import reconsider_after
from services.commons.rulebook.following import keep_rulebook
from services.commons.service import Service
from services.ledger.accounts import actions as accounts
from services.ledger.accounts import axes, naming, policies
from services.ledger.activities import actions as activities
from services.ledger.arrival import actions as arrival
from services.ledger.arrival import approval
from services.ledger.banking import actions as banking
from services.ledger.capital import actions as capital
from services.ledger.capital import restoring
from services.ledger.capital.leaving import cancelling
from services.ledger.closing import months, reopenings, years
from services.ledger.contract import ledger
from services.ledger.contributions import booking, simulation
from services.ledger.dues import actions as dues
from services.ledger.exports import actions as exports
from services.ledger.funding import actions as funding
from services.ledger.invoicing import actions as invoicing
from services.ledger.journal import actions as journal
from services.ledger.journal import attaching, pending, searching
from services.ledger.journal.pending import expiring
from services.ledger.proof import actions as proof
from services.ledger.proof.sealing import chaining
from services.ledger.reports import actions as reports
from services.ledger.reports import cash, member, statements
from services.ledger.retention import access
from services.ledger.retention import actions as retention
from services.ledger.retention.actions import erasing
from services.ledger.retention.statements import forgetting
from services.ledger.sales import actions as sales
from services.ledger.share_history import actions as share_history
from services.ledger.surplus import actions as surplus
from services.ledger.surplus.losses import actions as losses
from services.ledger.surplus.participation import actions as participation
from services.ledger.surplus.payments import actions as surplus_payments
from services.ledger.surplus.statements import actions as surplus_statements
from services.membership.statutes.contract import statutes_adopted

follows(statutes_adopted, by="ledger")(keep_rulebook)
# After the text is known here: proposals may rest on what it changed.
follows(statutes_adopted, by="ledger")(reconsider_after)

service = Service(
    ledger,
    tasks=(chaining, expiring, cancelling, reconsidering, erasing, forgetting),
    rooms=(
        accounts, axes, naming, policies, journal, attaching, pending, searching, months, years, reopenings, proof,
        capital, restoring, share_history, activities, invoicing, banking,
        booking, simulation, sales, funding, dues, surplus, participation, losses, surplus_statements, surplus_payments,
        reports, statements, cash, member, exports, arrival, approval, retention, access,
    ),
)  # fmt: skip
