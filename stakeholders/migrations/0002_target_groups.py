"""The 15 target groups. The project published their number and not their names: this list is our
proposal, for coordinators to change."""

from django.db import migrations

from core.text import name_key

# Number, slug, name, description, other spellings
GROUPS = [
    (1, "preclinical-research", "Preclinical research and alternative methods", "Research before the first use in people, with or without animals.",
     "preclinical; preclinical research; preclinical researchers; alternative methods; 3R; präklinik; Präklinische Forschung; Forschung; alternativmethoden; recherche préclinique; préclinique; ricerca preclinica; investigación preclínica"),
    (2, "clinical-investigators", "Clinical investigators and trial units", "Physicians who lead trials, and the units that run them.",
     "clinical; clinical investigators; investigators; clinical trial units; CTU; clinicians; clinician; Kliniker; Klinikerinnen; Ärzte; Prüfärzte; Studienzentren; physicians; cliniciens; investigateurs; medici; clinici; sperimentatori; clínicos; investigadores clínicos"),
    (3, "academia", "Academia and translational centres", "Universities and centres that bring research to the clinic.",
     "academia; academic; translational centres; academic institutions; academics; universities; university; Akademia; Wissenschaft; Hochschulen; Universitäten; universités; milieu académique; università; accademia; universidades; academia e investigación"),
    (4, "gmp-facilities", "Academic and hospital GMP facilities", "Manufacturing in academia and hospitals, with quality assurance and qualified persons.",
     "GMP; GMP facilities; academic GMP; hospital GMP; manufacturing; qualified persons; QP; GMP manufacturing; GMP-Herstellung; Herstellung; production BPF; BPF; produzione GMP; fabricación GMP; NCF"),
    (5, "contract-manufacturers", "Contract manufacturers and suppliers of vectors and materials", "CDMOs, makers of vectors, suppliers of starting and raw materials.",
     "CDMO; CMO; contract manufacturers; suppliers; vector manufacturers; Auftragshersteller; Lieferanten; fournisseurs; fornitori; proveedores"),
    (6, "sme-developers", "SME developers", "Small and medium-sized companies that develop advanced therapies.",
     "SME; SMEs; small and medium enterprises; biotech; start-ups; small companies; KMU; PME; PMI; pymes; Start-up; startups"),
    (7, "pharmaceutical-industry", "Pharmaceutical industry and associations", "Large companies and their associations.",
     "pharma; industry; pharmaceutical industry; industry associations; Industrie; Pharmaindustrie; industrie pharmaceutique; industria; industria farmaceutica; industria farmacéutica; companies"),
    (8, "treatment-centres", "Treatment centres", "Hospital pharmacy, apheresis and cell therapy units.",
     "hospital pharmacy; hospital pharmacists; apheresis; cell therapy units; treatment centers; Behandlungszentren; Krankenhausapotheke; Apotheker; pharmaciens hospitaliers; centres de traitement; centri di trattamento; farmacisti ospedalieri; centros de tratamiento"),
    (9, "regulators", "Regulators and inspectors", "Competent authorities, assessors and inspectors.",
     "regulator; regulatory; regulatory affairs; competent authorities; inspectors; agencies; regulatory authority; regulatory authorities; authority; authorities; competent authority; Behörde; Behörden; Zulassungsbehörde; Aufsicht; autorités; autorité; autorità; autorità regolatorie; autoridades; autoridades reguladoras; reguladores"),
    (10, "hta-payers", "HTA bodies and payers", "Assessment of health technologies, reimbursement, insurers.",
     "HTA; HTA bodies; payers; payer; reimbursement; insurers; payers and HTA; insurance; Kostenträger; Krankenkassen; payeurs; pagatori; pagadores; aseguradoras"),
    (11, "health-economists", "Health economists", "Cost, value and price of therapies.",
     "health economist; economics; health economics; economic; Gesundheitsökonomie; Gesundheitsökonomen; économistes de la santé; economisti sanitari; economistas de la salud"),
    (12, "ethics", "Ethics committees and ethicists", "Review of trials, and the ethics of new therapies.",
     "ethics; ethicists; ethics committee; IRB; REC; Ethik; Ethikkommission; Ethikkommissionen; éthique; comité d'éthique; etica; comitato etico; ética; comité de ética"),
    (13, "legal-ip", "Legal, IP and technology-transfer experts", "Law, licences, contracts, liability.",
     "legal; lawyers; IP; intellectual property; technology transfer; tech transfer; TTO; Recht; Juristen; Technologietransfer; juristes; droit; legali; giuristi; trasferimento tecnologico; jurídico; juristas"),
    (14, "policy-funders", "Policy makers and public funders", "Ministries, parliaments, public funding bodies.",
     "policy; policy makers; policymakers; funders; public funders; funding bodies; Politik; Förderer; Ministerium; Ministerien; décideurs; financeurs; decisori; finanziatori; responsables políticos; financiadores"),
    (15, "patients", "Patients' representatives and carers", "Patient organisations, advocates, families.",
     "patients; patient; patient representatives; patient representative; patient organisations; patient advocates; advocates; carers; patient reps; patient rep; patient advocate; patient associations; Patienten; Patientenvertretung; Patientenorganisation; Patientenorganisationen; associations de patients; représentants des patients; pazienti; associazioni di pazienti; pacientes; asociaciones de pacientes"),
]


def seed(apps, schema_editor):
    groups, aliases = apps.get_model("stakeholders", "TargetGroup"), apps.get_model("stakeholders", "GroupAlias")
    for number, slug, name, description, spellings in GROUPS:
        group, _ = groups.objects.get_or_create(number=number, defaults={"slug": slug, "name": name, "description": description})
        for spelling in spellings.split("; "):
            aliases.objects.get_or_create(key=name_key(spelling), defaults={"group": group, "name": spelling})


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
