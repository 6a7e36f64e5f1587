"""What people call the columns of their sheets, in French and English; the first of each is shown as an example."""

from __future__ import annotations

Names = dict[str, tuple[str, ...]]

WHO: Names = {
    "external_id": ("Identifiant", "Identifiant externe", "ID", "ID externe", "Réf.", "Référence", "Matricule",
                    "Code adhérent", "Key", "Reference", "Member ID", "Person ID"),
    "first_name": ("Prénom", "Prénoms", "Prénom usuel", "Given name", "First name", "Forename"),
    "last_name": ("Nom", "Nom de famille", "Nom d'usage", "Nom de l'adhérent", "Family name", "Surname", "Last name"),
}  # fmt: skip

PERSON: Names = {
    **WHO,
    "kind": ("Type", "Type de membre", "Personne physique ou morale", "Nature", "Kind"),
    "name": ("Raison sociale", "Dénomination", "Dénomination sociale", "Organisation", "Structure", "Société",
             "Company", "Organization", "Legal name"),
    "email": ("Courriel", "E-mail", "Email", "Mail", "Mél", "Adresse e-mail", "Adresse électronique", "Adresse mail",
              "E-mail address"),
    "phone": ("Téléphone", "Tél.", "Tél. portable", "Téléphone portable", "Téléphone mobile", "Portable", "Mobile",
              "N° de téléphone", "Tél. mobile", "Phone", "Phone number", "Telephone", "Cell phone"),
    "birth_date": ("Date de naissance", "Né(e) le", "Née le", "Né le", "Naissance", "Date of birth", "Birthday"),
    "siren": ("SIREN", "N° SIREN", "SIREN number"),
    "cooperative": ("Coopérative", "Coopérative sur la plateforme"),
    "linked_organisation_until": ("Adhésion à l'association jusqu'au", "Cotisation à jour jusqu'au",
                                  "À jour jusqu'au", "Association jusqu'au", "Dues paid until"),
}  # fmt: skip

MEMBER: Names = {
    **PERSON,
    "number": ("N° adhérent", "N° d'adhérent", "N° de membre", "N° de sociétaire", "N° associé", "N°",
               "N° d'adhésion", "Member number", "Membership number"),
    "category": ("Catégorie", "Catégorie de membre", "Catégorie d'associé", "Category", "Membership category"),
    "college": ("Collège", "College"),
    "joined_on": ("Date d'adhésion", "Adhésion", "Date d'entrée", "Date d'admission", "Adhérent depuis",
                  "Membre depuis", "Entrée le", "Joined", "Join date", "Date joined", "Member since", "Admitted on"),
    "left_on": ("Date de sortie", "Date de départ", "Sortie le", "Date de fin d'adhésion", "Fin d'adhésion",
                "Date de démission", "Left", "Leaving date", "Date left"),
    "left_reason": ("Motif de sortie", "Motif de départ", "Motif", "Reason for leaving", "Leaving reason"),
}  # fmt: skip

ACTIVITY: Names = {
    "code": ("Code", "Code activité", "Code de l'activité", "N° d'activité", "Activity code"),
    "label": ("Libellé", "Intitulé", "Activité", "Nom de l'activité", "Activity", "Name", "Title"),
    "establishment": ("Établissement", "Site", "Code établissement", "Place"),
    "owner_external_ids": ("Porteurs", "Porteur", "Porteuse", "Porteurs de l'activité", "Entrepreneurs",
                           "Entrepreneur", "Owners", "Owner"),
    "group": ("Groupe", "Groupe de coopération", "Cooperation group"),
    "opened_on": ("Date d'ouverture", "Ouverte le", "Ouverture", "Début", "Opened", "Opening date"),
}  # fmt: skip

ENGAGEMENT: Names = {
    **WHO,
    "kind": ("Nature", "Type d'engagement", "Kind"),
    "form": ("Contrat", "Type de contrat", "Forme", "Contract", "Contract type"),
    "started_on": ("Date de début", "Début", "Date d'embauche", "Début du contrat", "Start date", "Started", "From"),
    "ended_on": ("Date de fin", "Fin", "Fin du contrat", "End date", "Ended", "To"),
    "end_reason": ("Motif de fin", "Motif de rupture", "Motif", "Reason"),
    "term_on": ("Terme", "Terme prévu", "Échéance", "Term"),
    "weekly_minutes": ("Minutes par semaine", "Minutes a week"),
}  # fmt: skip

PAYROLL: Names = {
    "external_id": WHO["external_id"],
    "year": ("Année", "Exercice", "Fiscal year"),
    "wages": ("Salaire brut", "Salaires", "Brut annuel", "Brut", "Gross pay", "Gross wages", "Salary"),
    "hours": ("Heures", "Heures travaillées", "Nombre d'heures", "Hours worked"),
    "months_present": ("Mois de présence", "Mois présents", "Présence (mois)", "Months"),
    "seniority_months": ("Ancienneté (mois)", "Mois d'ancienneté", "Ancienneté en mois", "Ancienneté", "Seniority"),
}  # fmt: skip

SHIFT: Names = {
    "day": ("Date", "Jour", "Date du créneau", "Shift date"),
    "starts_at": ("Heure de début", "Début", "De", "Start", "From", "Start time"),
    "ends_at": ("Heure de fin", "Fin", "Jusqu'à", "End", "To", "End time"),
    "role": ("Rôle", "Poste", "Fonction"),
    "places": ("Places", "Nombre de places", "Capacité", "Capacity"),
    "member": ("Adhérent", "Membre", "N° adhérent", "Identifiant adhérent", "Member ID", "Volunteer", "Bénévole"),
    "attendance": ("Présence", "Présent", "Statut", "État", "Attended", "Status"),
}  # fmt: skip

KINDS: Names = {
    "natural_person": ("personne physique", "particulier", "particulière", "personne", "individu", "person",
                       "individual", "PP"),
    "organisation": ("personne morale", "structure", "société", "association", "entreprise", "collectivité",
                     "organization", "company", "PM"),
}  # fmt: skip

REASONS: Names = {
    "resignation": ("démission", "démissionnaire", "départ volontaire", "resigned"),
    "exclusion": ("exclu", "exclue", "excluded", "expelled"),
    "death": ("décès", "décédé", "décédée", "deceased"),
    "loss_of_quality": ("perte de la qualité", "perte de qualité", "radiation", "radié"),
    "end_of_employment": ("fin de contrat", "fin du contrat de travail", "rupture du contrat"),
    "dissolution": ("dissolution", "liquidation"),
    "admission_annulled": ("admission annulée",),
}

ENGAGEMENTS: Names = {
    "employment": ("emploi", "salariat", "travail", "contrat de travail", "salarié", "salariée", "employee"),
    "support": ("accompagnement", "appui", "contrat d'appui", "accompagné", "accompagnée"),
}

FORMS: Names = {
    "CDI": ("contrat à durée indéterminée", "permanent"),
    "CESA": ("contrat d'entrepreneur salarié associé", "entrepreneur salarié"),
    "CDD": ("contrat à durée déterminée", "fixed term"),
    "CAPE": ("contrat d'appui au projet d'entreprise",),
}

END_REASONS: Names = {
    "resignation": ("démission",), "dismissal": ("licenciement",), "economic_dismissal": ("licenciement économique",),
    "retirement": ("retraite", "départ à la retraite"), "invalidity": ("invalidité", "inaptitude"),
    "end_of_term": ("fin de contrat", "terme", "échéance du terme"), "mutual": ("rupture conventionnelle",),
    "death": ("décès",), "other": ("autre",),
}  # fmt: skip

ATTENDANCES: Names = {
    "enrolled": ("inscrit", "inscrite", "prévu", "prévue"),
    "attended": ("présent", "présente", "oui", "o", "x", "yes", "y", "present", "1", "vrai", "true", "fait"),
    "missed": ("absent", "absente", "non", "no", "n", "0", "faux", "false", "absent non excusé"),
    "excused": ("excusé", "excusée", "absent excusé", "absente excusée"),
    "replaced": ("remplacé", "remplacée", "substituted"),
}


def words(names: Names, allowed: tuple[str, ...] | dict[str, str]) -> Names:
    """Return the words of a closed list with what people write for each; a word without any is written as it is."""
    return {word: names.get(word, ()) for word in allowed}
