"""What assemblies refuse."""

from __future__ import annotations

from services.commons.refusals import Refusal


class NoticeTooShort(Refusal):
    """The members would be called too late."""

    code, status = "notice_too_short", 422
    sentence = (
        "Called on {convened_on}, the assembly may sit on {earliest} at the earliest, {notice_days} days later; "
        "it is planned for {held_on}."
    )


class ConvenedAhead(Refusal):
    """A notice cannot be recorded before it went out."""

    code, status = "convened_ahead", 422
    sentence = "The notice of {convened_on} has not gone out yet; today is {today}."


class WrongAssemblyState(Refusal):
    """The assembly is not at the point where this may happen."""

    code, status = "wrong_assembly_state", 409
    sentence = "Assembly {assembly_id} is {state}; this needs it to be {needed}."


class AssemblyAhead(Refusal):
    """The day of the assembly has not come."""

    code, status = "assembly_ahead", 409
    sentence = "Assembly {assembly_id} sits on {held_on}; today is {today}."


class AgendaSettled(Refusal):
    """The agenda was sent to the members; nothing may be added to it."""

    code, status = "agenda_settled", 409
    sentence = "Assembly {assembly_id} was convened on {convened_on} with its agenda; nothing may be added."


class NotOnRoll(Refusal):
    """The member is not on the electoral roll."""

    code, status = "not_on_roll", 422
    sentence = "Not on the roll of assembly {assembly_id}: {member_ids}."


class PresenceOutOfOrder(Refusal):
    """The journal of presence is kept in the order of time."""

    code, status = "presence_out_of_order", 422
    sentence = "The entry {kind} of member {member_id} at {at} does not fit the journal: {why}."


class ProxyToSelf(Refusal):
    """A member cannot represent itself."""

    code, status = "proxy_to_self", 422
    sentence = "Member {member_id} cannot hold its own proxy."


class ProxyChain(Refusal):
    """A proxy may not be passed on."""

    code, status = "proxy_chain", 422
    sentence = "Proxies may not be chained: member {member_id} {why}."


class ProxyLimitReached(Refusal):
    """The holder has as many proxies as law and statutes allow."""

    code, status = "proxy_limit_reached", 422
    sentence = "Member {holder_id} holds {held} proxies; with {electorate} members at most {limit} are allowed."


class ProxyGivenAlready(Refusal):
    """The member has given a proxy already."""

    code, status = "proxy_given_already", 409
    sentence = "Member {giver_id} has given proxy {proxy_id} for this assembly; revoke it first."


class BlankProxyRefused(Refusal):
    """The statutes do not admit blank proxies."""

    code, status = "blank_proxy_refused", 422
    sentence = "A proxy must name its holder: the statutes give blank proxies to no one."


class ProxyRevoked(Refusal):
    """The proxy was revoked before."""

    code, status = "proxy_revoked", 409
    sentence = "Proxy {proxy_id} was revoked already."


class QuorumPresent(Refusal):
    """The quorum is there."""

    code, status = "quorum_present", 409
    sentence = "{counted} votes of {entitled} are present or represented, {required} are needed: the quorum is there."


class PollsUnfinished(Refusal):
    """Some polls of the assembly have begun and are not proclaimed."""

    code, status = "polls_unfinished", 409
    sentence = "These polls have begun and are not proclaimed: {poll_ids}."


class SecondCallMade(Refusal):
    """A second call was made already."""

    code, status = "second_call_made", 409
    sentence = "Assembly {assembly_id} was called a second time already, as {second_id}."


class QuorumNotMissing(Refusal):
    """A second call follows a session that lacked its quorum."""

    code, status = "quorum_not_missing", 409
    sentence = "No quorum of assembly {assembly_id} was declared missing; nothing is left for a second call."


class PollsOpen(Refusal):
    """A session is not adjourned in the middle of a vote."""

    code, status = "polls_open", 409
    sentence = "These polls are open; close them before the session is adjourned: {poll_ids}."


class SessionAdjourned(Refusal):
    """The session sits again at the time that was announced, not before."""

    code, status = "session_adjourned", 409
    sentence = "Assembly {assembly_id} sits again at {until}; it is {now}."


class AdjournedBack(Refusal):
    """A session is adjourned to a later time."""

    code, status = "adjourned_back", 422
    sentence = "Assembly {assembly_id} cannot sit again at {until}: it is {now}."


class ModeNotAllowed(Refusal):
    """Members take part in the ways that the statutes and the notice allow."""

    code, status = "mode_not_allowed", 422
    sentence = "Taking part by {mode} is not allowed in this assembly; allowed: {allowed}."


class SecondCallAgenda(Refusal):
    """A second call has the agenda of the first."""

    code, status = "second_call_agenda", 409
    sentence = "Assembly {assembly_id} is a second call: it has the agenda of {first_call_id}, and nothing more."


class QuorumDeclaredMissing(Refusal):
    """What lacks its quorum is decided by a second call."""

    code, status = "quorum_declared_missing", 409
    sentence = (
        "The quorum of the {part} part was declared missing at {found_at}: {counted} votes were there, {required} were "
        "needed. A second call decides."
    )


class AmendmentsFirst(Refusal):
    """Amendments are voted before the resolution that they change, in the order in which they were moved."""

    code, status = "amendments_first", 409
    sentence = "Poll {poll_id} waits for these amendments: {amendment_ids}."


class BureauMissing(Refusal):
    """The statutes ask for a bureau before anything is voted."""

    code, status = "bureau_missing", 409
    sentence = "Before its first poll opens, assembly {assembly_id} needs its bureau; missing: {missing}."
