"""Likely duplicates, and what becomes of them: a merge, after which the older stays, or a word that they are two."""

from __future__ import annotations

from marshmallow import fields, validate

from services.commons.contract import Day, Flag, Instant, QuerySchema, Schema, Text
from services.commons.refusals import Refusal
from services.membership.contract import membership
from services.membership.register.contract.refusals import MembershipsOverlap, MergedAway, NotInRegister

ENDS = ("taken_back", "merged")
SIGNS = ("same_birth_date", "same_email", "same_phone", "same_siren")


class MergesItself(Refusal):
    """A merge takes two rows of the register."""

    code, status = "merges_itself", 422
    sentence = "{member_id} cannot be merged with itself."


class KindsDiffer(Refusal):
    """A person and an organisation are never the same."""

    code, status = "kinds_differ", 422
    sentence = "{member_id} is a {kind}, {duplicate_id} a {other}; they are not the same."


class BothHoldShares(Refusal):
    """The books hold shares of both: one gives them over to the other, or is repaid, before the two become one."""

    code, status = "both_hold_shares", 409
    sentence = "The books hold shares of both {member_id} and {duplicate_id}; transfer or repay those of one first."


class RowsCollide(Refusal):
    """Both have a place where one person has one; the merge waits until one of the places is given up."""

    code, status = "rows_collide", 409
    sentence = "Both {member_id} and {duplicate_id} stand in {where}, where one person stands once; end one first."


class AlreadyTwo(Refusal):
    """Two are told apart once; the word stands until it is taken back."""

    code, status = "already_two", 409
    sentence = "{member_id} and {duplicate_id} were told apart on {on} already ({distinction_id})."


class OneRowAlone(Refusal):
    """It takes two rows of the register to be told apart."""

    code, status = "one_row_alone", 422
    sentence = "{member_id} is one row of the register; name another one that it is not."


class DistinctionOver(Refusal):
    """What was taken back, or ended with a merge, is not taken back again."""

    code, status = "distinction_over", 409
    sentence = "Distinction {distinction_id} ended on {on} already ({ended_for})."


class NewMerge(Schema):
    """Who else this is, and how that was found out; the reason holds no personal data."""

    duplicate_id = Text(most=60, required=True)
    reason = Text(most=300, required=True)


class MergeView(Schema):
    """A merge: who stayed, who leads there now, and how many rows of each room moved."""

    id = fields.String()
    survivor_id = fields.String()
    merged_id = fields.String()
    # The numbers of both; that of the merged one is reserved for ever, and finds the survivor.
    number = fields.Integer(allow_none=True)
    merged_number = fields.Integer(allow_none=True)
    reason = fields.String()
    merged_on = Day()
    moved = fields.Dict(keys=fields.String(), values=fields.Integer())
    recorded_at = Instant()


class DuplicateView(Schema):
    """Two rows with the same name and another sign that they are one; whether they are is for a person to say."""

    member_id = fields.String()
    duplicate_id = fields.String()
    signs = fields.List(fields.String(validate=validate.OneOf(SIGNS)), validate=validate.Length(max=len(SIGNS)))


class NewDistinction(Schema):
    """Who else this is not, and how that was found out; the reason holds no personal data."""

    duplicate_id = Text(most=60, required=True)
    reason = Text(most=300, required=True)


class NewEnd(Schema):
    """Why two that were told apart may be one after all; the reason holds no personal data."""

    reason = Text(most=300, required=True)


class DistinctionsQuery(QuerySchema):
    """Those of one member, and whether those that are over are shown as well."""

    member_id = Text(most=60, load_default=None)
    ended = Flag(load_default=False)


class DistinctionView(Schema):
    """Two rows that are not the same: who said so, when and why, and by whom, when and why it ended."""

    id = fields.String()
    member_id = fields.String()
    duplicate_id = fields.String()
    reason = fields.String()
    recorded_by = fields.String()
    recorded_at = Instant()
    ended_at = Instant(allow_none=True)
    ended_by = fields.String(allow_none=True)
    ended_for = fields.String(allow_none=True, validate=validate.OneOf(ENDS))
    end_reason = fields.String(allow_none=True)


class MemberMerged(Schema):
    """One row of the register was merged into another, which has the membership told here from now on."""

    merge_id = fields.String(required=True)
    member_id = fields.String(required=True)
    merged_id = fields.String(required=True)
    merged_on = Day(required=True)
    number = fields.Integer(required=True, allow_none=True)
    merged_number = fields.Integer(required=True, allow_none=True)
    # The latest membership of the survivor: nothing where neither was ever a member.
    category = fields.String(required=True, allow_none=True)
    college = fields.String(required=True, allow_none=True)
    admitted_on = Day(required=True, allow_none=True)
    left_on = Day(required=True, allow_none=True)


member_merged = membership.event("member.merged", MemberMerged)

list_duplicates = membership.query(
    "list_duplicates", "GET /duplicates", returns=DuplicateView, paged=True, scope="members:read",
    summary="List who is likely to stand in the register twice, without those who were told apart",
)  # fmt: skip
merge_members = membership.command(
    "merge_members", "POST /members/{member_id}/merge", body=NewMerge, returns=MergeView, scope="members:write",
    emits=[member_merged], summary="Merge two rows of the register that are one person or organisation",
    refuses=[NotInRegister, MergedAway, MergesItself, KindsDiffer, MembershipsOverlap, BothHoldShares, RowsCollide],
)  # fmt: skip
list_merges = membership.query(
    "list_merges", "GET /merges", returns=MergeView, paged=True, scope="members:read",
    summary="List the merges of the register, the oldest first",
)  # fmt: skip
tell_apart = membership.command(
    "tell_members_apart", "POST /members/{member_id}/distinctions", body=NewDistinction, returns=DistinctionView,
    scope="members:write", refuses=[NotInRegister, MergedAway, OneRowAlone, AlreadyTwo],
    summary="Say that two rows of the register are not the same, so that they are proposed as duplicates no more",
)  # fmt: skip
end_distinction = membership.command(
    "take_back_distinction", "POST /distinctions/{distinction_id}/taking-back", body=NewEnd, returns=DistinctionView,
    status=200, scope="members:write", refuses=[DistinctionOver],
    summary="Take back that two rows are not the same; they are proposed as duplicates again",
)  # fmt: skip
list_distinctions = membership.query(
    "list_distinctions", "GET /distinctions", returns=DistinctionView, query=DistinctionsQuery, paged=True,
    scope="members:read", summary="List who was told apart, the oldest first",
)  # fmt: skip
