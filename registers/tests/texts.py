"""Register entries made for a test: valid by default, the test says only what it is about."""

import json

INTRODUCTION = (
    "This file contains full details on each clinical trial selected for download. Where "
    "multi-state trials have been downloaded full information is included separately.\n\n"
)
AUTHORITIES = {
    "DE": "Germany - PEI",
    "ES": "Spain - AEMPS",
    "FR": "France - ANSM",
    "IT": "Italy - Italian Medicines Agency",
    "SE": "Sweden - MPA",
    "AT": "Austria - BASG",
    "BE": "Belgium - FPS Health-DGM",
    "GB": "UK - MHRA",
}
ALL_PHASES = {"I": "E.7.1", "II": "E.7.2", "III": "E.7.3", "IV": "E.7.4"}


def yes(condition):
    return "Yes" if condition else "No"


def product_text(
    number=1,
    role="Test",
    name="Cells X",
    atimp="Yes",
    somatic="No",
    gene="Yes",
    tissue="No",
    combined="No",
    authorised="No",
    inn="",
    chemical="",
    biological="No",
    gmo="",
):
    return f"""D.IMP: {number}
D.1.2 and D.1.3 IMP Role: {role}
D.2 Status of the IMP to be used in the clinical trial
D.2.1 IMP to be used in the trial has a marketing authorisation: {authorised}
D.3 Description of the IMP
D.3.1 Product name: {name}
D.3.7 Routes of administration for this IMP:
Intravenous use
D.3.8 to D.3.10 IMP Identification Details (Active Substances)
D.3.8 INN - Proposed INN: {inn or f"{name} substance"}
D.3.10 Strength
D.3.10.3 Concentration number: 8X10^11
D.3.11 The IMP contains an
D.3.11.1 Active substance of chemical origin: {chemical}
D.3.11.2 Active substance of biological/ biotechnological origin (other than Advanced Therapy IMP (ATIMP): {biological}
D.3.11.3 Advanced Therapy IMP (ATIMP): {atimp}
D.3.11.3.1 Somatic cell therapy medicinal product: {somatic}
D.3.11.3.2 Gene therapy medical product: {gene}
D.3.11.3.3 Tissue Engineered Product: {tissue}
D.3.11.3.4 Combination ATIMP (i.e. one involving a medical device): {combined}
D.3.11.10 Medicinal product containing genetically modified organisms: {gmo}
"""  # noqa: E501 - the register's label is that long


def euctr_text(
    number="2015-000001-11",
    country="DE",
    *,
    title="A trial of cells",
    title_line="",
    status="Ongoing",
    sponsor="University Hospital",
    sponsor_status="Non-Commercial",
    nct="",
    condition="Lymphoma",
    area="Diseases [C] - Cancer [C04]",
    products=None,
    phases=("II",),
    inclusion="Adults",
    regions=(),
    subjects="20",
    first_entered="2015-03-01",
    decision="Authorised",
    decided="2015-05-01",
    opinion="2015-06-01",
    ethics="Favourable",
    global_end="",
    national="",
    in_eea="",
    several_states="",
    end_status=None,
    identifiers="",
):
    """One full-text record, LF line ends, without the introduction of a file."""
    third = country.lower() == "3rd"
    authority = "" if third else f"National Competent Authority: {AUTHORITIES[country]} \n"
    member_state = "" if third else f"A.1 Member State Concerned: {AUTHORITIES[country]}\n"
    status_line = f"Trial Status: {status}\n" if status and not third else ""
    nct_line = f"A.5.2 US NCT (ClinicalTrials.gov registry) number: {nct}\n" if nct else ""
    phase_lines = "".join(
        f"{code} {label}: {yes(phase in phases)}\n"
        for (phase, code), label in zip(
            ALL_PHASES.items(),
            (
                "Human pharmacology (Phase I)",
                "Therapeutic exploratory (Phase II)",
                "Therapeutic confirmatory (Phase III)",
                "Therapeutic use (Phase IV)",
            ),
            strict=True,
        )
    )
    region_lines = "".join(f"{region}\n" for region in regions)
    regions_label = (
        "If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which trial sites are planned"
    )
    identifier_lines = f"{identifiers}\n" if identifiers else ""
    national_line = f"F.4.1 In the member state: {national}\n" if national else ""
    eea_line = f"F.4.2.1 In the EEA: {in_eea}\n" if in_eea else ""
    states_line = (
        f"E.8.5 The trial involves multiple Member States: {several_states}\n"
        if several_states
        else ""
    )
    end_line = f"P. Date of the global end of the trial: {global_end}\n" if global_end else ""
    end = (
        "H.4 Third Country in which the Trial was first authorised\n"
        "H.4.1 Third Country in which the trial was first authorised: Japan\n"
        if third
        else f"""N. Review by the Competent Authority or Ethics Committee in the country concerned
N. Competent Authority Decision: {decision}
N. Date of Competent Authority Decision: {decided}
N. Ethics Committee Opinion of the trial application: {ethics}
N. Ethics Committee Opinion: Reason(s) for unfavourable opinion:
N. Date of Ethics Committee Opinion: {opinion}

P. End of Trial
P. End of Trial Status: {status if end_status is None else end_status}
{end_line}"""
    )
    return f"""Summary
EudraCT Number: {number}
Sponsor's Protocol Code Number: CODE-1
{authority}Clinical Trial Type: {"Outside EU/EEA" if third else "EEA CTA"}
{status_line}Date on which this record was first entered in the EudraCT database: {first_entered}
Link: https://www.clinicaltrialsregister.eu/ctr-search/trial/{number}/{country}/

A. Protocol Information
{member_state}A.2 EudraCT number: {number}
{title_line or f"A.3 Full title of the trial: {title}"}
A.4.1 Sponsor's protocol code number: CODE-1
{nct_line}{identifier_lines}
B. Sponsor Information
Sponsor 1
B.1.1 Name of Sponsor: {sponsor}
B.1.3.4\tCountry: Germany
B.3.1 and B.3.2\tStatus of the sponsor: {sponsor_status}
B.5 Contact point designated by the sponsor for further information on the trial
B.5.2 Functional name of contact point: Dr Secret Person
B.5.6 E-mail: secret.person@hospital.example

D. IMP Identification
{"".join(products) if products else product_text()}
D.8 Information on Placebo

E. General Information on the Trial
E.1.1 Medical condition(s) being investigated: {condition}
E.1.1.2 Therapeutic area: {area}
MedDRA Classification
E.1.3 Condition being studied is a rare disease: Yes
E.2.1 Main objective of the trial: Safety
E.3 Principal inclusion criteria: {inclusion}
E.4 Principal exclusion criteria: Previous gene therapy
{phase_lines}{states_line}E.8.6.3 {regions_label}:
{region_lines}
F. Population of Trial Subjects
{national_line}{eea_line}F.4.2.2 In the whole clinical trial: {subjects}

G. Investigator Networks to be involved in the Trial

{end}
"""


def euctr_file(*records):
    return (INTRODUCTION + "".join(records)).encode()


def ctis_record(
    number="2024-512345-11-00",
    *,
    eudract="",
    nct="",
    title="A trial in CTIS",
    status="4",
    phase="4",
    states=(("Spain", "4"),),
    origin="Structurally Diverse Substance - Cell therapy",
    therapies=(),
    product="Cells Y",
    updated="01/02/2026",
    subjects="30",
    early_ends=(),
    national=(),
    elsewhere=None,
    transitioned=None,
    top=None,
    area="Diseases [C] - Neoplasms [C04]",
):
    """One record of the current structure as a dictionary. `national` are the subjects of each
    state, `elsewhere` those of the rest of the world; `top` are further fields of the record."""
    return {
        "ctNumber": number,
        "ctStatus": status,
        "ctPublicStatusCode": status,
        "lastUpdated": updated,
        "totalNumberEnrolled": subjects,
        **(top or {}),
        "authorizedApplication": {
            "authorizedPartI": {
                "rowSubjectCount": elsewhere,
                "products": [
                    {
                        "mpRoleInTrial": "1",
                        "productName": product,
                        "therapies": [{"advancedTherapyType": kind} for kind in therapies],
                        "productDictionaryInfo": {
                            "prodAuthStatus": "1",
                            "productSubstances": [
                                {"actSubstName": "SUBSTANCE", "substanceOrigin": origin}
                            ],
                        },
                    }
                ],
                "trialDetails": {
                    "clinicalTrialIdentifiers": {
                        "fullTitle": title,
                        "secondaryIdentifyingNumbers": {"nctNumber": {"number": nct}},
                    },
                    "trialInformation": {"trialCategory": {"trialPhase": phase}},
                },
                "therapeuticAreas": [{"code": "4", "name": area}],
                "medicalConditions": [
                    {"medicalCondition": "Melanoma", "isConditionRareDisease": False}
                ],
                "sponsors": [
                    {
                        "primary": True,
                        "organisation": {"name": "Biotech GmbH"},
                        "isCommercial": True,
                        "publicContacts": [
                            {
                                "functionalName": "Dr Secret Person",
                                "functionalEmailAddress": "secret.person@hospital.example",
                            }
                        ],
                    }
                ],
            },
            "authorizedPartsII": [
                {"mscInfo": {"mscName": name}, "recruitmentSubjectCount": count}
                for (name, _), count in zip(states, national, strict=False)
            ],
            "applicationInfo": [{"type": "INITIAL", "submissionDate": "2024-03-04"}],
            "memberStatesConcerned": [
                {
                    "mscName": name,
                    "mscPublicStatusCode": code,
                    "firstDecisionDate": "2024-05-24T15:14:59.077",
                }
                for name, code in states
            ],
            "eudraCt": {
                "isTransitioned": bool(eudract) if transitioned is None else transitioned,
                "eudraCtCode": eudract,
            },
        },
        "events": {
            "trialEvents": [
                {"mscName": name, "events": [{"notificationType": "EARLY_TERMINATION"}]}
                for name in early_ends
            ]
        },
    }


def ctis_file(*records):
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
