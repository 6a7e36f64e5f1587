"""What the room refuses."""

from __future__ import annotations

from services.commons.refusals import Refusal


class UnreadableStatement(Refusal):
    """The statement is not what its format asks for; nothing of the file was kept."""

    code, status = "unreadable_statement", 422
    sentence = "Line {line} of the statement cannot be read: {why}."


class HostileXml(Refusal):
    """The file declares a document type or entities, as no bank's file does; it was not read any further."""

    code, status = "hostile_xml", 422
    sentence = "Line {line} holds {found}: files with document types or entities are not read."


class StatementTooLarge(Refusal):
    """The statement file is larger than any bank's."""

    code, status = "statement_too_large", 422
    sentence = "The file has more than {maximum} bytes."


class BalancesDoNotAdd(Refusal):
    """Opening balance and movements of a statement do not make its closing balance."""

    code, status = "balances_do_not_add", 422
    sentence = "Line {line}: {opening} and movements of {movements} do not make {closing}: {apart} is missing."


class UnknownBankAccount(Refusal):
    """The statement is of an account that this cooperative has not opened here."""

    code, status = "unknown_bank_account", 422
    sentence = "No bank account is known by {account}: open it here, or say which one is meant."


class StatementOfAnotherAccount(Refusal):
    """The statement names another account than the one that was said."""

    code, status = "statement_of_another_account", 422
    sentence = "The statement is not of bank account {bank_account}."


class StatementInWrongCurrency(Refusal):
    """A bank account is mirrored in the currency of the books."""

    code, status = "statement_in_wrong_currency", 422
    sentence = "The statement is in {given}; these books are kept in {kept}."


class MovementInFuture(Refusal):
    """A bank does not book what has not happened yet."""

    code, status = "movement_in_future", 422
    sentence = "The movement is booked on {date}, which is yet to come."


class StatementGap(Refusal):
    """The statement does not begin where the ones before it end; it was taken in, but one is missing."""

    code, status = "statement_gap", 409
    sentence = "The statement does not follow from the ones before: {apart} is missing between them."


class CsvMappingMissing(Refusal):
    """CSV is read by a mapping, given with the file or kept with the bank account."""

    code, status = "csv_mapping_missing", 422
    sentence = "CSV needs the bank account that it is of, and a mapping of its columns."


class InvalidBankIdentifier(Refusal):
    """The check digits or the form of a bank's identifier are wrong."""

    code, status = "invalid_bank_identifier", 422
    sentence = "{field} is not a valid {kind}."


class BankAccountTaken(Refusal):
    """A bank account and an account of the books mirror each other, one each."""

    code, status = "bank_account_taken", 409
    sentence = "The IBAN or the account {ledger_account} of the books belongs to another bank account already."


class NotABankLedgerAccount(Refusal):
    """A bank account is mirrored by an account of the books below 512, 514 or 517."""

    code, status = "not_a_bank_ledger_account", 422
    sentence = "Account {ledger_account} is not one of the chart below 512, 514 or 517."


class UnknownParty(Refusal):
    """Payment details and mandates belong to an auxiliary that the books know."""

    code, status = "unknown_party", 422
    sentence = "The books know no auxiliary {auxiliary}."


class PartyPseudonymised(Refusal):
    """No account, mandate or rule is kept any more of somebody who was pseudonymised (GDPR, article 17)."""

    code, status = "party_pseudonymised", 409
    sentence = "Auxiliary {auxiliary} was pseudonymised: no bank details, mandates or rules are kept of it any more."


class BankLineSettled(Refusal):
    """The bank line is matched or set aside already."""

    code, status = "bank_line_settled", 409
    sentence = "Bank line {line} is {state} already."


class BankLineNotSettled(Refusal):
    """There is no match to undo."""

    code, status = "bank_line_not_settled", 409
    sentence = "Bank line {line} is neither matched nor set aside."


class MatchExceedsLine(Refusal):
    """What is matched must run the same way as the bank line, and not beyond it."""

    code, status = "match_exceeds_line", 422
    sentence = "Of bank line {line} {outstanding} is left to match; {given} does not fit into it."


class UnknownOpenItem(Refusal):
    """Nothing of this kind and id is open."""

    code, status = "unknown_open_item", 422
    sentence = "No {kind} {id} is open."


class OpenItemExceeded(Refusal):
    """A payment may not exceed what is open of the item, and runs the way the item does."""

    code, status = "open_item_exceeded", 422
    sentence = "Of {kind} {id} {outstanding} is open; {given} does not fit into it."


class BookLineUnfit(Refusal):
    """The line of the books is not one of this bank account with enough left to match."""

    code, status = "book_line_unfit", 422
    sentence = "Entry {entry} has no line on this bank account with {given} left to match."


class MatchNotReversible(Refusal):
    """The match cannot be undone here."""

    code, status = "match_not_reversible", 409
    sentence = "The match of bank line {line} cannot be undone here: {why}."


class NoStatementYet(Refusal):
    """Without a statement there is nothing to reconcile with."""

    code, status = "no_statement_yet", 409
    sentence = "Bank account {bank_account} has no statement until {as_of}."


class PaymentDetailsMissing(Refusal):
    """Somebody who is to be paid has left no IBAN."""

    code, status = "payment_details_missing", 422
    sentence = "There are no payment details of {auxiliary}."


class ItemInLiveOrder(Refusal):
    """An item is in one live order at most, so that nothing is paid twice."""

    code, status = "item_in_live_order", 409
    sentence = "{kind} {id} is in a live payment order already."


class NothingToOrder(Refusal):
    """The order would pay or collect nothing."""

    code, status = "nothing_to_order", 422
    sentence = "Nothing of what was asked for is open and free to be ordered."


class OrderState(Refusal):
    """The order is in a state in which this cannot be done."""

    code, status = "payment_order_state", 409
    sentence = "Payment order {order} is {state}."


class SecondPersonNeeded(Refusal):
    """Who makes an order does not approve it."""

    code, status = "second_person_needed", 403
    sentence = "Payment order {order} needs the approval of somebody else than its maker."


class ExecutionDayRefused(Refusal):
    """Banks settle on working days, and a collection is announced in time."""

    code, status = "execution_day_refused", 422
    sentence = "{date} will not do: {why}."


class SepaInEurosOnly(Refusal):
    """SEPA moves euros and nothing else."""

    code, status = "sepa_in_euros_only", 422
    sentence = "These books are kept in {kept}; SEPA orders are in EUR."


class CreditorIdentifierMissing(Refusal):
    """Collecting needs the identifier that the bank gave to the creditor (ICS)."""

    code, status = "creditor_identifier_missing", 422
    sentence = "Bank account {bank_account} has no SEPA creditor identifier."


class MandateExists(Refusal):
    """A mandate's reference names one mandate for good."""

    code, status = "mandate_exists", 409
    sentence = "There is a mandate {reference} already."


class MandateUnusable(Refusal):
    """No mandate of the debtor can be used on that day."""

    code, status = "mandate_unusable", 422
    sentence = "Nothing can be collected from {auxiliary} on {date}: {why}."


class BankRuleRetired(Refusal):
    """The rule is not in force any more."""

    code, status = "bank_rule_retired", 409
    sentence = "Bank rule {rule} is retired already."
