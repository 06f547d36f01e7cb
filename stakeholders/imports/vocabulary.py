"""Words that cells have in files of mail tools and lists, in five languages."""

from core.text import name_key


def _keys(text):
    return frozenset(filter(None, map(name_key, text.split("; "))))


# Written for unknown values. Not applied to names: some people are called Null.
PLACEHOLDERS = frozenset(
    "- -- --- – — . ? ?? n/a n.a. #n/a k.a. (none) none null nil nan tbd tbc tba (blank) (leer) "
    "unknown unbekannt inconnu sconosciuto desconocido n.d. s/o #nv".split()
) | {"k. a.", "keine angabe", "not known", "not available", "n. a.", "no data"}
NO = _keys(
    "no; n; nein; non; false; falsch; faux; falso; 0; never; nie; jamais; mai; nunca; off; none; "
    "subscribed; not unsubscribed"
)
DECLINED = _keys(
    "no; n; nein; non; false; falsch; faux; falso; 0; declined; refused; denied; withdrawn; "
    "revoked; rejected; opted out; opt-out; opt out; abgelehnt; verweigert; widerrufen; "
    "zurückgezogen; nicht erteilt; refusé; retiré; retirée; révoqué; rifiutato; negato; revocato; "
    "rechazado; denegado; revocado; retirado; nicht einverstanden; objected; widersprochen"
)
# A file cannot give a person's consent, so these have no effect.
NOT_DECLINED = _keys(
    "yes; y; ja; oui; sì; sí; true; wahr; vrai; vero; verdadero; 1; x; given; granted; accepted; "
    "agreed; obtained; opted in; opt-in; opt in; erteilt; liegt vor; einverstanden; accordé; "
    "donné; dato; concesso; concedido; dado; not asked; not given yet; pending; open; unknown; "
    "asked; offen; ausstehend; nicht gefragt; angefragt; en attente; in attesa; pendiente"
)
NO_MAILINGS = _keys(
    "unsubscribed; unsubscribe; unsub; opted out; opt-out; opt out; cleaned; bounced; bounce; "
    "hard bounce; hard bounced; hardbounce; soft bounce; complained; complaint; spam; "
    "spam complaint; marked as spam; blocklisted; blacklisted; blocked; suppressed; abgemeldet; "
    "abbestellt; ausgetragen; unzustellbar; désabonné; désinscrit; disiscritto; cancellato; "
    "dado de baja; de baja; baja; rebotado; undeliverable; invalid; no mailings; archived"
)
# A label or tag with one of these words can have another meaning.
NO_MAILINGS_AS_LABEL = NO_MAILINGS - _keys("archived; blocked; cleaned; invalid; spam; baja")
DO_NOT_CONTACT = _keys(
    "do not contact; dnc; do not call; nicht kontaktieren; gesperrt; kontaktsperre; "
    "ne pas contacter; non contattare; no contactar; objected; objection; widerspruch"
)
STILL_SUBSCRIBED = _keys(
    "subscribed; active; aktiv; confirmed; valid; deliverable; delivered; sent; opened; clicked; "
    "angemeldet; abonniert; bestätigt; inscrit; abonné; actif; iscritto; attivo; suscrito; activo; "
    "member; new; neu; ok; yes; ja; opted in; opt-in"
)
# "* myContacts" and the like, which Google adds to everybody.
SYSTEM_LABELS = _keys("mycontacts; starred; my contacts; friends; family; coworkers; contacts")
