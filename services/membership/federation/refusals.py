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
