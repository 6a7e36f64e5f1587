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

MEMBER_NAMED = ("N° adhérent", "N° d'adhérent", "N° de membre", "N° de sociétaire", "N° associé", "N°", "Adhérent",
                "Adhérente", "Membre", "Sociétaire", "Identifiant", "Identifiant adhérent", "ID", "External ID",
                "Member ID", "Member number", "Membership number")  # fmt: skip

CARD: Names = {
    "member": MEMBER_NAMED,
    "code": ("Code", "Code-barres", "Code carte", "N° de carte", "Numéro carte", "Carte", "Badge", "N° de badge",
             "Barcode", "Card", "Card number", "Card code"),
    "issued_on": ("Remise le", "Date de remise", "Délivrée le", "Date de délivrance", "Émise le", "Issued on",
                  "Issued", "Issue date"),
    "blocked_on": ("Bloquée le", "Date de blocage", "Désactivée le", "Blocked", "Blocked on"),
    "reason": ("Motif", "Motif de blocage", "Reason"),
}  # fmt: skip

CONTACT: Names = {
    "member": MEMBER_NAMED,
    "email": PERSON["email"],
    "other_email": ("Autre courriel", "Courriel 2", "E-mail 2", "Email 2", "Second courriel", "Courriel secondaire",
                    "Second e-mail", "Other e-mail"),
    "mobile": ("Portable", "Mobile", "Téléphone", "Tél.", "Tél. portable", "Tél. mobile", "Téléphone portable",
               "Téléphone mobile", "N° de téléphone", "Phone", "Phone number", "Cell phone", "Mobile phone"),
    "home_phone": ("Fixe", "Tél. fixe", "Téléphone fixe", "Tél. domicile", "Téléphone domicile", "Home phone",
                   "Landline"),
    "work_phone": ("Tél. bureau", "Téléphone bureau", "Tél. pro", "Téléphone professionnel", "Tél. travail",
                   "Work phone", "Office phone"),
    "address": ("Adresse", "Adresse postale", "Rue", "N° et rue", "N° et voie", "Voie", "Adresse 1", "Address",
                "Postal address", "Street", "Address 1"),
    "address_more": ("Complément d'adresse", "Complément", "Adresse 2", "Suite adresse", "Address 2",
                     "Address line 2"),
    "postal_code": ("Code postal", "CP", "Postcode", "Postal code", "ZIP", "ZIP code"),
    "town": ("Ville", "Commune", "Localité", "City", "Town"),
    "country": ("Pays", "Code pays", "Country"),
    "language": ("Langue", "Language"),
    "called_by": ("Convocation", "Convocation par", "Convoqué par", "Mode de convocation", "Envoi des convocations",
                  "Called by", "Notices by"),
    "newsletter": ("Lettre d'information", "Infolettre", "Newsletter", "Abonné à la newsletter"),
    "newsletter_since": ("Consentement newsletter le", "Inscrit à la newsletter le", "Date de consentement",
                         "Consented on", "Newsletter since"),
}  # fmt: skip

MANDATE: Names = {
    "body": ("Instance", "Organe", "Comité", "Conseil", "Body", "Board"),
    "member": (*MEMBER_NAMED, "Titulaire", "Élu", "Élue", "Holder"),
    "started_on": ("Début", "Début du mandat", "Date de début", "Élu le", "Élue le", "Depuis", "Date d'élection",
                   "Started on", "Start date", "Since", "From", "Elected on"),
    "ends_on": ("Fin", "Fin du mandat", "Échéance", "Terme", "Jusqu'au", "Date de fin", "End of term", "Ends on", "To",
                "Until", "Term ends on"),
    "ended_on": ("Fin effective", "Fin anticipée", "Terminé le", "Ended on", "Ended"),
    "reason": ("Motif", "Motif de fin", "Reason"),
    "series": ("Série", "Part", "Tiers", "Moitié", "Series"),
    "reference": ("Référence", "Décision", "Résolution", "Assemblée", "PV", "Procès-verbal", "Decision", "Resolution",
                  "Minutes"),
}  # fmt: skip

GROUP: Names = {
    "group": ("Groupe", "Groupe de travail", "Commission", "GT", "Working group", "Group", "Committee"),
    "member": MEMBER_NAMED,
    "role": ("Rôle", "Fonction", "Qualité", "Role"),
    "since": ("Depuis", "Depuis le", "Entrée le", "Début", "Date d'entrée", "Since", "Joined", "From"),
    "until": ("Jusqu'au", "Fin", "Sortie le", "Date de sortie", "Until", "Left", "To"),
    "purpose": ("Mission", "Missions", "Objet", "Purpose"),
}  # fmt: skip

CARD_REASONS: Names = {
    "lost": ("perdue", "perte"), "stolen": ("volée", "vol"), "damaged": ("abîmée", "détériorée", "cassée"),
    "returned": ("rendue", "restituée", "retour"),
}  # fmt: skip

COUNTRIES: Names = {"FR": ("France",), "BE": ("Belgique", "Belgium"), "CH": ("Suisse", "Switzerland"),
                    "LU": ("Luxembourg",), "DE": ("Allemagne", "Germany"), "IT": ("Italie", "Italy"),
                    "ES": ("Espagne", "Spain"), "GB": ("Royaume-Uni", "United Kingdom"), "MC": ("Monaco",),
                    "NL": ("Pays-Bas", "Netherlands"), "PT": ("Portugal",)}  # fmt: skip

LANGUAGES: Names = {"fr": ("français", "french", "FRA"), "en": ("anglais", "english", "ENG")}

WAYS: Names = {"mail": ("courriel", "e-mail", "email", "mél", "électronique"),
               "post": ("courrier", "courrier postal", "poste", "lettre", "voie postale", "letter")}  # fmt: skip

YES_NO: Names = {"yes": ("oui", "o", "x", "vrai", "true", "1", "y"), "no": ("non", "n", "faux", "false", "0")}

MANDATE_ENDS: Names = {
    "resigned": ("démission", "démissionnaire"), "revoked": ("révocation", "révoqué", "révoquée"),
    "deceased": ("décès", "décédé", "décédée"), "left": ("sortie", "départ de la coopérative", "n'est plus membre"),
}  # fmt: skip

ROLES: Names = {
    "member": ("membre", "participant", "participante"),
    "referent": ("référent", "référente", "coordinateur", "coordinatrice", "animateur", "animatrice", "contact"),
}

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
