"""What is refused between cooperatives."""

from services.commons.refusals import Refusal


class NotLinked(Refusal):
    """The cooperative has not agreed to exchange with that organisation."""

    code, status = "not_linked", 409
    sentence = "This cooperative has no link to {organisation}; it exchanges with {known}."


class NoIntercooperation(Refusal):
    """The statutes do not make this cooperative an organiser for others."""

    code, status = "no_intercooperation", 409
    sentence = "The statutes of {cooperative} lack the feature intercooperation: it organises nothing for others."


class SpeaksForItself(Refusal):
    """A cooperative that runs the suite acts at its own desk, and nobody records it in its place."""

    code, status = "speaks_for_itself", 409
    sentence = "{cooperative} runs the suite: it does this at its own desk."


class NoCooperative(Refusal):
    """Cooperatives take part, and other organisations; a person does so through one of them."""

    code, status = "no_cooperative", 422
    sentence = "{member_id} is a person; a cooperative takes part."
