"""What strangers may see of tallies."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Instant, Schema
from services.commons.refusals import Refusal
from services.voting.contract import voting
from services.voting.polls.contract.refusals import WrongPollState


class ResultAskedTooEarly(Refusal):
    """There is no result before the poll is closed and tallied."""

    code, status = "result_asked_too_early", 409
    sentence = "Poll {poll_id} is {state}; it has a result once it is closed and tallied."


class HandsNotCounted(Refusal):
    """No teller has entered a count."""

    code, status = "hands_not_counted", 409
    sentence = "Poll {poll_id} is voted by a show of hands, and no count was entered."


class BoxOutOfBalance(Refusal):
    """There are more ballots than credentials were issued; the poll cannot be tallied."""

    code, status = "box_out_of_balance", 409
    sentence = "Poll {poll_id} holds {cast} ballots for {issued} credentials issued; annul it."


class RankView(Schema):
    """A candidate's approvals and rank."""

    member_id = fields.String()
    rank = fields.Integer()
    approvals = fields.Integer()
    elected = fields.Boolean()


class Step(Schema):
    """One step of the reasoning: what was found, the numbers, and the article applied."""

    statement = fields.String()
    numbers = fields.Dict(keys=fields.String(), values=fields.Integer())
    article = fields.String()


class ResultView(Schema):
    """The result of a poll; figures are withheld where so few voted in secret that they would tell."""

    poll_id = fields.String()
    state = fields.String()
    method = fields.String()
    outcome = fields.String(validate=validate.OneOf(["adopted", "rejected"]))
    entitled = fields.Integer()
    present = fields.Integer()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    ranking = fields.List(fields.Nested(RankView))
    elected = fields.List(fields.String())
    reasoning = fields.List(fields.Nested(Step))
    withheld = fields.Boolean()
    tallied_at = Instant()


tally_poll = voting.command(
    "tally_poll", "POST /polls/{poll_id}/tally", returns=ResultView, scope="polls:write", status=200,
    refuses=[WrongPollState, HandsNotCounted, BoxOutOfBalance, ResultAskedTooEarly],
    summary="Count a closed poll and draw the verdict",
)  # fmt: skip
get_result = voting.query(
    "get_result", "GET /polls/{poll_id}/result", returns=ResultView, scope="polls:read",
    refuses=[ResultAskedTooEarly], summary="Read the result, with its reasoning",
)  # fmt: skip
