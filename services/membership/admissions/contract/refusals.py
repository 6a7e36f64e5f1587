"""What admissions refuse."""

from services.commons.refusals import Refusal


class UnknownApplication(Refusal):
    """There is no such application."""

    code, status = "unknown_application", 404
    sentence = "There is no application {application_id}."


class AlreadyApplied(Refusal):
    """One application at a time: another of the same applicant is open."""

    code, status = "already_applied", 409
    sentence = "An application of this person or organisation is open already."


class AlreadyMember(Refusal):
    """Who is a member cannot apply to become one."""

    code, status = "already_member", 409
    sentence = "This person or organisation is a member already, or was one when applying."


class ApplicationClosed(Refusal):
    """The application has been settled already."""

    code, status = "application_closed", 409
    sentence = "Application {application_id} is {state} already."


class NotTheirDecision(Refusal):
    """The statutes say who decides on an application, and it was not decided there."""

    code, status = "not_their_decision", 422
    sentence = "The statutes leave this decision to {decided_by}, not to {given}."


class DecidedTooEarly(Refusal):
    """Nobody decides on an application before it is submitted."""

    code, status = "decided_too_early", 422
    sentence = "A decision of {decided_on} cannot be about an application of {submitted_on}."


class DecidedByAssembly(Refusal):
    """The general assembly decides by its vote; nobody records it by hand."""

    code, status = "decided_by_assembly", 409
    sentence = "The general assembly decides on application {application_id} by a vote on proposal {proposal_id}."


class AdmissionProposed(Refusal):
    """The application stands before the members already."""

    code, status = "admission_proposed", 409
    sentence = "Application {application_id} is proposed to the assembly already, by proposal {proposal_id}."


class ReasonMissing(Refusal):
    """Membership is open to all: a refusal states its reason."""

    code, status = "reason_missing", 422
    sentence = "A refusal states a reason code."


class DocumentsNotAccepted(Refusal):
    """Whoever applies accepts the documents, and gives the consents, that the statutes ask for."""

    code, status = "documents_not_accepted", 422
    sentence = "An application accepts {documents} and consents to {consents}; these are missing."


class OldDocumentVersion(Refusal):
    """What is accepted is the version in force: another one says something else."""

    code, status = "old_document_version", 409
    sentence = "Version {accepted} of {document} is not the one in force on {on}, which is {in_force}."


class UnknownDocument(Refusal):
    """The statutes do not ask applicants for this document or consent."""

    code, status = "unknown_document", 422
    sentence = "The statutes ask applicants for no {kind} {slug}; they ask for {known}."


class BirthDateMissing(Refusal):
    """Where the statutes set an age, a person says when they were born."""

    code, status = "birth_date_missing", 422
    sentence = "The statutes admit from the age of {minimum_age} years; the birth date is missing."


class TooYoung(Refusal):
    """The statutes set an age from which one may become a member."""

    code, status = "too_young", 422
    sentence = "The statutes admit from the age of {minimum_age} years, which is reached on {on}."


class NotAMinor(Refusal):
    """A guardian consents for a minor only."""

    code, status = "not_a_minor", 422
    sentence = "Application {application_id} is not a minor's; nobody has to consent for the applicant."


class Deceased(Refusal):
    """Somebody whose death is recorded cannot do this."""

    code, status = "deceased", 409
    sentence = "The death of this person is recorded; nobody can be admitted after it."
