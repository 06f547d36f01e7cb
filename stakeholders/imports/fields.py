"""The fields that a column can have, and the headings by which each is recognised.

Headings are those of Outlook, Google Contacts, LinkedIn, contact cards, mail tools and of lists in
English, German, French, Italian and Spanish. Numbers in a heading do not count: "E-mail 2 Address"
is known as "E-mail Address" is.
"""

from dataclasses import dataclass

from core.text import name_key

IGNORED = ""


@dataclass(frozen=True)
class Field:
    """A field of a contact. `spellings` are its headings; if `several`, many columns may have
    it."""

    label: str
    spellings: str
    longest: int = 200
    several: bool = False


FIELDS = {
    "name": Field(
        "Name",
        "name; full name; contact; contact person; contact name; person; display name; "
        "participant; vollständiger name; kontakt; kontaktperson; ansprechpartner; "
        "ansprechpartnerin; vor- und nachname; nom complet; nom et prénom; personne; contact nom; "
        "nome completo; nominativo; nome e cognome; persona; nombre completo; "
        "nombre y apellidos; contacto; name of contact; merge name; fn",
    ),
    "salutation": Field(
        "Salutation",
        "salutation; anrede; civilité; appellativo; tratamiento; saluto; form of address",
        40,
    ),
    "title": Field(
        "Title (Prof. Dr.)",
        "title; academic title; name prefix; prefix; titel; akademischer titel; akad. grad; titre; "
        "titolo; título; titulo; degree; honorific; honorific prefix",
        60,
    ),
    "first_name": Field(
        "First name",
        "first name; given name; forename; firstname; fname; vorname; rufname; prénom; "
        "nome di battesimo; "
        "nombre; nome; nombre de pila; christian name",
        100,
    ),
    "middle_name": Field(
        "Middle name",
        "middle name; additional name; second name; weitere vornamen; zweiter vorname; "
        "deuxième prénom; "
        "secondo nome; segundo nombre",
        100,
    ),
    "last_name": Field(
        "Last name",
        "last name; surname; family name; lastname; lname; nachname; familienname; zuname; "
        "nom de famille; nom; cognome; apellido; apellidos",
        100,
    ),
    "suffix": Field(
        "Suffix (PhD)",
        "suffix; name suffix; honorific suffix; namenszusatz; suffixe; suffisso; sufijo; "
        "degrees; credentials",
        60,
    ),
    "email": Field(
        "E-mail",
        "e-mail; e-mail address; mail; e-mails; e-mail addresses; mail address; e-mail value; "
        "address e-mail; subscriber; e-mail-adresse; mailadresse; e-mail adresse; e-mailadresse; "
        "adresse e-mail; adresse de messagerie; courriel; adresse électronique; adresse mail; mél; "
        "indirizzo e-mail; indirizzo di posta elettronica; posta elettronica; indirizzo email; "
        "correo; correo electrónico; dirección de correo electrónico; dirección de correo; "
        "other e-mails; other e-mail; second e-mail; private e-mail; work e-mail; weitere e-mails; "
        "e-mail geschäftlich; e-mail work; business e-mail; kontakt e-mail; emailaddress",
        1000,
        several=True,
    ),
    "phone": Field(
        "Phone",
        "phone; telephone; tel; mobile; phone number; business phone; mobile phone; primary phone; "
        "other phone; company main phone; phone value; work phone; office phone; cell; cell phone; "
        "telefon; telefonnummer; mobil; handy; mobiltelefon; telefon geschäftlich; "
        "telefon (geschäftlich); rufnummer; téléphone; tél; portable; téléphone (bureau); "
        "téléphone bureau; tél. mobile; téléphone mobile; telefono; telefono ufficio; cellulare; "
        "recapito telefonico; teléfono; teléfono del trabajo; móvil; teléfono móvil; "
        "telephone number; weiteres telefon",
        200,
        several=True,
    ),
    "position": Field(
        "Position",
        "position; job title; function; job; role; organization title; organisation title; "
        "occupation; funktion; stelle; berufsbezeichnung; rolle; poste; fonction; "
        "titre de la fonction; "
        "intitulé de poste; titre (fonction); qualifica; posizione; mansione; funzione; ruolo; "
        "cargo; puesto; función; current position; title of job; designation",
    ),
    "department": Field(
        "Department",
        "department; organization department; unit; division; abteilung; bereich; service; "
        "département; dipartimento; reparto; ufficio; departamento; servicio; klinik",
    ),
    "organisation": Field(
        "Organisation",
        "organisation; organization; institution; institute; company; affiliation; employer; "
        "organisation name; organization name; company name; name of organisation; "
        "name of the organisation; name of organization; institution name; firma; einrichtung; "
        "institut; unternehmen; organisation firma; arbeitgeber; firmenname; société; "
        "établissement; entreprise; organisme; structure; organizzazione; società; azienda; "
        "istituto; ente; istituzione; struttura; organización; empresa; institución; "
        "compañía; entidad; account name; organisation / company",
    ),
    "kind": Field(
        "Kind of organisation",
        "kind of organisation; organisation type; type of organisation; type of organization; "
        "organization kind; art der organisation; organisationstyp; type d'organisation; "
        "type d'organisme; tipo di organizzazione; tipo de organización",
    ),
    "city": Field(
        "City",
        "city; town; place; business city; address city; location city; stadt; ort; wohnort; "
        "ort geschäftlich; ville; ville (bureau); ville bureau; città; località; ciudad; "
        "localidad; dienstort",
        100,
    ),
    "groups": Field(
        "Groups",
        "groups; group; target group; target groups; stakeholder group; stakeholder groups; "
        "stakeholder type; stakeholder category; zielgruppe; zielgruppen; gruppe; gruppen; "
        "stakeholdergruppe; groupe; groupes; groupe cible; groupes cibles; groupe d'acteurs; "
        "gruppo; gruppi; gruppo target; gruppo di riferimento; gruppi target; grupo; grupos; "
        "grupo objetivo; grupos objetivo; grupo de interés",
        500,
        several=True,
    ),
    "categories": Field(
        "Categories (groups, or else tags)",
        "categories; category; labels; label; group membership; kategorien; kategorie; catégories; "
        "catégorie; libellés; categorie; categoria; etichette; categorías; categoría; etiquetas; "
        "segments; lists; keywords; schlüsselwörter; stichwörter",
        1000,
        several=True,
    ),
    "countries": Field(
        "Countries",
        "countries; country; country of work; country/region; business country/region; "
        "business country; address country; nation; land; länder; staat; land/region; "
        "land/region geschäftlich; pays; pays/région; pays/région (bureau); pays/région bureau; "
        "paese; nazione; stato; paese/area geografica; país; países; pais; país o región; "
        "country code; country name; cc; iso country; ländercode",
        500,
        several=True,
    ),
    "languages": Field(
        "Languages",
        "languages; language; preferred language; sprache; sprachen; langue; langues; lingua; "
        "lingue; idioma; idiomas; lengua; sprachkenntnisse",
        200,
        several=True,
    ),
    "expertise": Field(
        "Expertise",
        "expertise; field of expertise; area of expertise; areas of expertise; "
        "fachgebiet; fachgebiete; expertisen; domaine d'expertise; domaines d'expertise; "
        "area di competenza; competenze; área de especialización; especialidad; speciality; "
        "specialty; field",
        2000,
        several=True,
    ),
    "tags": Field("Tags", "tags; tag; schlagwörter; mots-clés; mots clés", 400, several=True),
    "notes": Field(
        "Notes",
        "notes; note; comment; comments; remark; remarks; bemerkung; bemerkungen; notiz; notizen; "
        "kommentar; anmerkung; anmerkungen; remarque; remarques; commentaire; commentaires; "
        "notas; nota; observaciones; comentarios; commenti; osservazioni",
        5000,
        several=True,
    ),
    "source": Field("Source", "source; quelle; source des données; fonte; fuente; herkunft"),
    "verified_on": Field(
        "Verified on",
        "verified on; last verified; last verified on; verified; geprüft am; zuletzt geprüft; "
        "vérifié le; verificato il; verificado el",
    ),
    "last_contact": Field(
        "Last contact",
        "last contact; last contacted; date of last contact; last contact on; letzter kontakt; "
        "letzter kontakt am; dernier contact; date du dernier contact; ultimo contatto; "
        "último contacto; last meeting; last activity",
    ),
    "no_mailings": Field(
        "No mailings (opt-out)",
        "no mailings; opt-out; opt out; opted out; optout; unsubscribed; unsubscribe; "
        "unsubscribed at; unsubscribe date; unsub time; unsubscribed from all e-mail; "
        "has opted out of e-mail; "
        "e-mail opt out; bounced; bounce; bounced at; hard bounced; hard bounce; bounces; "
        "cleaned; clean time; "
        "blocklisted; blacklisted; e-mail blacklisted; spam complaint; complained; suppressed; "
        "abgemeldet; abgemeldet am; abbestellt; kein newsletter; keine mailings; keine werbung; "
        "désabonné; désinscrit; désinscrit le; pas de mailings; disiscritto; cancellato; "
        "no newsletter; dado de baja; baja; no mailing; do not e-mail; unsub reason; "
        "unsub reason other; "
        "unsub campaign title; "
        "e-mail hard bounce reason; bounce reason",
        several=True,
    ),
    "do_not_contact": Field(
        "Do not contact",
        "do not contact; don't contact; no contact; do not call; dnc; do-not-contact; "
        "nicht kontaktieren; "
        "kontaktsperre; kein kontakt; gesperrt; sperrvermerk; ne pas contacter; non contattare; "
        "no contactar; no molestar",
        several=True,
    ),
    "consent": Field(
        "Consent (only a No is taken)",
        "consent; gdpr consent; consent given; einwilligung; einwilligung erteilt; "
        "dsgvo-einwilligung; "
        "zustimmung; consentement; consentement rgpd; consenso; consenso privacy; "
        "consentimiento; opt-in; opt in",
    ),
    "status": Field(
        "Status in a mail tool",
        "status; subscription status; subscriber status; member status; e-mail status; "
        "mailing status; "
        "e-mail marketing status; e-mail permission status; marketing status",
        several=True,
    ),
    "consent_on": Field(
        "Consent declined on", "consent on; consent date; einwilligung am; datum der einwilligung"
    ),
    "refused_uses": Field("Refused uses", "refused uses", 300),
    "reference": Field("Reference", "reference", 20),
}
# Headings of programs and of our own exports that are left out without a question: they are
# technical, private, or nothing that a file may decide.
LEFT_OUT = (
    # our own exports
    "export; engagement; lawful basis; consent proof; demonstration; id; owner; agreed uses; "
    "reason refused; "
    # Outlook
    "nickname; given yomi; surname yomi; company yomi; home phone; home phone; car phone; "
    "pager; business fax; "
    "home fax; other fax; callback; radio phone; telex; tty/tdd phone; isdn; imaddress; "
    "office location; "
    "manager's name; assistant's name; assistant's phone; business street; business state; "
    "business postal code; business address; business address po box; home street; "
    "home city; home state; "
    "home postal code; home country/region; home country; home address; home address po box; "
    "other street; other city; other state; "
    "other postal code; other country/region; other country; other address; "
    "other address po box; personal web page; "
    "spouse; schools; hobby; location; web page; birthday; anniversary; account; "
    "billing information; "
    "children; directory server; e-mail type; e-mail display name; gender; government id number; "
    "initials; internet free busy; mileage; organizational id number; po box; priority; "
    "private; profession; referred by; sensitivity; user; "
    # Outlook in German, French, Italian and Spanish
    "spitzname; telefon privat; telefon (privat); fax geschäftlich; fax privat; fax; "
    "geburtstag; jahrestag; straße geschäftlich; "
    "strasse geschäftlich; straße privat; ort privat; postleitzahl geschäftlich; plz geschäftlich; "
    "postleitzahl privat; "
    "region geschäftlich; bundesland; land/region privat; webseite; website; internet; "
    "straße; strasse; plz; postleitzahl; hausnummer; adresse; anschrift; partner; kinder; "
    "vertraulichkeit; privat; priorität; geschlecht; "
    "e-mail: angezeigter name; e-mail angezeigter name; e-mail-typ; initialen; "
    "rue; rue (bureau); code postal; code postal (bureau); anniversaire; conjoint; enfants; "
    "sexe; adresse postale; "
    "via; cap; indirizzo; provincia; compleanno; coniuge; figli; genere; sito web; "
    "calle; código postal; dirección; cumpleaños; cónyuge; hijos; género; sitio web; página web; "
    # Google
    "phonetic first name; phonetic middle name; phonetic last name; yomi name; given name yomi; "
    "additional name yomi; family name yomi; file as; photo; e-mail label; phone type; "
    "phone label; address type; address label; address formatted; address street; "
    "address po box; address region; address postal code; address extended address; "
    "organization type; organization yomi name; organization symbol; organization location; "
    "organization job description; website type; website label; website value; event type; "
    "event label; event value; "
    "relation type; relation label; relation value; custom field type; custom field label; "
    "custom field value; "
    "im type; im service; im value; short name; maiden name; directory; subject; "
    # LinkedIn
    "url; connected on; linkedin; linkedin profile; linkedin url; profile url; "
    # mail tools
    "member rating; optin time; optin ip; confirm time; confirm ip; latitude; longitude; gmtoff; "
    "dstoff; timezone; region; last changed; leid; euid; created at; updated at; added time; "
    "subscribed at; date added; open rate; click rate; last open; last click; contact id; "
    "record id; "
    "unsub campaign id; clean campaign title; clean campaign id; ip address; score; "
    # lists
    "no; nr; nr.; #; number; row; row number; lfd. nr.; n°; street; address; postal address; "
    "postcode; "
    "zip; zip code; postal code; state; county; fax number; skype; twitter; orcid"
)


def known_spellings():
    """Return {key of a heading: field}, IGNORED for those that are left out."""
    known = {name_key(heading): IGNORED for heading in LEFT_OUT.split("; ")}
    known |= {
        name_key(spelling): name
        for name, field in FIELDS.items()
        for spelling in field.spellings.split("; ")
    }
    known.pop("", None)
    return known
