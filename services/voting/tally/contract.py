"""What strangers may see of tallies."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Flag, Instant, Schema
from services.commons.refusals import Refusal
from services.voting.ballots.contract.refusals import PapersNotCounted
from services.voting.contract import voting
from services.voting.polls.contract.refusals import WrongPollState
from services.voting.scrutiny.contract.refusals import BallotsBeingOpened, KeySharesMissing


class ResultAskedTooEarly(Refusal):
    """There is no result before the poll is closed and tallied."""

    code, status = "result_asked_too_early", 409
    sentence = "Poll {poll_id} is {state}; it has a result once it is closed and tallied."


class HandsNotCounted(Refusal):
    """People were in the room, and no teller has entered a count of their hands."""

    code, status = "hands_not_counted", 409
    sentence = "The hands of poll {poll_id} were not counted of {of}; {hands} voters were in the room."


class BoxOutOfBalance(Refusal):
    """There are more ballots than credentials were issued; the poll cannot be tallied."""

    code, status = "box_out_of_balance", 409
    sentence = "Poll {poll_id} holds {cast} ballots for {issued} credentials issued; annul it."


class CountView(Schema):
    """The votes of one college, and the part of the whole that it brings."""

    college = fields.String()
    weight = fields.String()
    entitled = fields.Integer()
    present = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class RankView(Schema):
    """A candidate's rank; ``approvals`` are the votes that name the candidate, ``share`` is of a weighed vote."""

    member_id = fields.String()
    rank = fields.Integer()
    approvals = fields.Integer(allow_none=True)
    share = fields.String(allow_none=True)
    elected = Flag()


class SecondRound(Schema):
    """The seats that the majority asked for left empty, and the candidates who may stand for them."""

    seats = fields.Integer()
    candidates = fields.List(fields.String())


class Step(Schema):
    """One step of the reasoning: what was found, and the article applied.

    ``kind``, ``numbers`` (votes), ``shares`` (exact parts, as text) and ``words`` say the same for programs.
    """

    kind = fields.String()
    statement = fields.String()
    numbers = fields.Dict(keys=fields.String(), values=fields.Integer())
    shares = fields.Dict(keys=fields.String(), values=fields.String())
    words = fields.Dict(keys=fields.String(), values=fields.String())
    article = fields.String()


class ResultView(Schema):
    """The result of a poll; figures are withheld where so few voted in secret that they would tell.

    ``figures``, ``rounds`` and ``ties`` are the log of the method; where colleges are weighed, its votes are in units
    of which ``scale`` are the whole. ``tie_seed`` is the revealed seed of a lot.
    """

    poll_id = fields.String()
    state = fields.String()
    method = fields.String()
    outcome = fields.String(validate=validate.OneOf(["adopted", "rejected"]))
    seats = fields.Integer(allow_none=True)
    entitled = fields.Integer()
    present = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    colleges = fields.List(fields.Nested(CountView))
    ranking = fields.List(fields.Nested(RankView))
    elected = fields.List(fields.String())
    runners_up = fields.List(fields.String())
    second_round = fields.Nested(SecondRound, allow_none=True)
    figures = fields.Raw()
    rounds = fields.List(fields.Raw())
    ties = fields.List(fields.Raw())
    scale = fields.String(allow_none=True)
    tie_seed = fields.String(allow_none=True)
    reasoning = fields.List(fields.Nested(Step))
    withheld = Flag()
    withheld_by_college = Flag()
    tallied_at = Instant()


tally_poll = voting.command(
    "tally_poll", "POST /polls/{poll_id}/tally", returns=ResultView, scope="polls:write", status=200,
    refuses=[WrongPollState, HandsNotCounted, BoxOutOfBalance, ResultAskedTooEarly, KeySharesMissing,
             BallotsBeingOpened, PapersNotCounted],
    takes_long=True, summary="Count a closed poll and draw the verdict",
)  # fmt: skip
get_result = voting.query(
    "get_result", "GET /polls/{poll_id}/result", returns=ResultView, scope="polls:read",
    refuses=[ResultAskedTooEarly], summary="Read the result, with its reasoning",
)  # fmt: skip
