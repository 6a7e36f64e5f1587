"""What support cases refuse."""

from services.commons.refusals import Refusal


class CaseConfidential(Refusal):
    """A case is read and led by those who handle it, and by nobody else."""

    code, status = "case_confidential", 403
    sentence = "Case {case_id} is handled by {handled_by} and confidential to it; use a key that acts for it."


class UnknownUnion(Refusal):
    """The bylaws know no such union."""

    code, status = "unknown_union", 422
    sentence = "The bylaws know no union {union}; they have {unions}."


class SupportNotOffered(Refusal):
    """The bylaws say what support the organisation offers."""

    code, status = "support_not_offered", 422
    sentence = "The bylaws offer support for {offered}, not for {kind}."


class CaseAlreadyOpen(Refusal):
    """One case of a kind at a time for the same enterprise."""

    code, status = "case_already_open", 409
    sentence = "A case of {kind} is open for the SIREN {siren} already: {case_id}."


class CaseClosed(Refusal):
    """The case is closed."""

    code, status = "case_closed", 409
    sentence = "Case {case_id} is {state} since {closed_on}."


class UnknownStep(Refusal):
    """The case's checklist has no such step."""

    code, status = "unknown_step", 404
    sentence = "The checklist of case {case_id} has no step {step}; it has {steps}."


class StepDocumentsMissing(Refusal):
    """A step is done when the documents that it rests on are there."""

    code, status = "step_documents_missing", 422
    sentence = "The step {step} rests on documents that are still missing: {missing}."


class StepsOpen(Refusal):
    """A case is complete when every step is done, or said not to apply."""

    code, status = "steps_open", 422
    sentence = "Case {case_id} has steps to be done still: {steps}."


class DocumentKnown(Refusal):
    """The step rests on this document already."""

    code, status = "document_known", 409
    sentence = "The step {step} rests on the document {sha256} already."


class CaseBackwards(Refusal):
    """A case closes after it was opened, and complete not before its last step was done."""

    code, status = "case_backwards", 422
    sentence = "Case {case_id} cannot close on {closed_on}: what is recorded of it goes on until {last}."


class DocumentVoided(Refusal):
    """The document was taken back before."""

    code, status = "document_voided", 409
    sentence = "The document {document_id} was taken back on {voided_on}."


class StepRestsOnDocument(Refusal):
    """What a step that is done rests on stays there."""

    code, status = "step_rests_on_document", 409
    sentence = "The step {step} is done and rests on the document {document_id}: set it to be done again first."


class SlugTaken(Refusal):
    """A cooperative on the platform has a name of its own."""

    code, status = "cooperative_slug_taken", 409
    sentence = "The register has {slug} as another cooperative already."


class CooperativeTextUnfit(Refusal):
    """The file of the cooperative would not be well-formed, or would break the law."""

    code, status = "cooperative_text_unfit", 422
    sentence = "{path} {said} The file of the cooperative cannot say this."


class CooperativeNotDrafted(Refusal):
    """The file of the cooperative has not been drafted yet."""

    code, status = "cooperative_not_drafted", 404
    sentence = "Case {case_id} has no file of a cooperative yet."


class EndsInNoCooperative(Refusal):
    """A revision looks at a cooperative that there is already."""

    code, status = "ends_in_no_cooperative", 422
    sentence = "A case of {kind} ends in no new cooperative."
