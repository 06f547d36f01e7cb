"""The parts of invented names of organisations and people."""

# Country: cities, given names, family names
PLACES = {
    "AT": ("Wien Graz Linz", "Anna Lukas Eva Stefan", "Gruber Huber Steiner Moser"),
    "BE": ("Leuven Gent Liège", "Emma Lucas Louise Arthur", "Peeters Janssens Dubois Lambert"),
    "BG": ("Sofia Plovdiv Varna", "Maria Ivan Elena Georgi", "Ivanova Petrov Dimitrova Kolev"),
    "HR": ("Zagreb Split Rijeka", "Ana Marko Ivana Luka", "Horvat Kovačić Babić Marić"),
    "CY": ("Nicosia Limassol", "Eleni Andreas Maria Christos", "Georgiou Ioannou Charalambous"),
    "CZ": ("Praha Brno Ostrava", "Jana Petr Lucie Tomáš", "Nováková Svoboda Dvořák Černá"),
    "DK": ("Aarhus Odense Aalborg", "Freja Emil Sofie Mads", "Jensen Nielsen Sørensen Østergaard"),
    "EE": ("Tartu Tallinn", "Liis Rasmus Katrin Martin", "Tamm Saar Mägi Kask"),
    "FI": ("Turku Tampere Oulu", "Aino Eero Helmi Väinö", "Korhonen Virtanen Mäkinen Nieminen"),
    "FR": ("Lyon Nantes Lille Dijon", "Camille Hugo Léa Jules", "Martin Lefèvre Moreau Girard"),
    "DE": ("Köln Leipzig Würzburg Kiel", "Lena Jonas Mia Felix", "Müller Schäfer Weiß Krüger"),
    "GR": ("Athens Patras Heraklion", "Sofia Nikos Katerina Giorgos", "Papadopoulos Nikolaou Vlachos"),
    "HU": ("Budapest Szeged Pécs", "Zsófia Bence Réka Máté", "Nagy Kovács Tóth Szabó"),
    "IE": ("Cork Galway Limerick", "Aoife Conor Niamh Seán", "Murphy Kelly O'Brien Walsh"),
    "IT": ("Bologna Torino Padova Bari", "Giulia Marco Chiara Luca", "Rossi Bianchi Ricci Conti"),
    "LV": ("Riga Liepāja", "Ilze Jānis Liga Andris", "Bērziņa Kalniņš Ozols"),
    "LT": ("Vilnius Kaunas", "Ieva Jonas Rūta Tomas", "Kazlauskas Petrauskienė Butkus"),
    "LU": ("Luxembourg Esch", "Sophie Tom Julie Max", "Schmit Weber Thill"),
    "MT": ("Valletta Msida", "Maria Karl Elena Luke", "Borg Camilleri Vella"),
    "NL": ("Leiden Utrecht Groningen", "Sanne Daan Lotte Bram", "de Vries van Dijk Bakker Visser"),
    "PL": ("Kraków Gdańsk Poznań", "Zofia Jakub Hanna Michał", "Kowalska Wiśniewski Wójcik Łuczak"),
    "PT": ("Porto Coimbra Braga", "Inês Tiago Beatriz João", "Silva Santos Ferreira Gonçalves"),
    "RO": ("Cluj Iași Timișoara", "Ioana Andrei Elena Mihai", "Popescu Ionescu Dumitru Stoica"),
    "SK": ("Bratislava Košice", "Katarína Marek Zuzana Peter", "Kováčová Horváth Tóthová"),
    "SI": ("Ljubljana Maribor", "Nina Jaka Eva Matej", "Novak Zupančič Kos"),
    "ES": ("Valencia Sevilla Bilbao", "Lucía Hugo Martina Pablo", "García Fernández Muñoz Ruiz"),
    "SE": ("Uppsala Lund Umeå", "Elsa Nils Astrid Oskar", "Andersson Lindqvist Åberg Öberg"),
}
# Country: percentage of the contacts; countries that are missing share the rest evenly
WEIGHTS = {"DE": 16, "IT": 11, "FR": 10, "ES": 9, "NL": 7, "BE": 6, "SE": 5, "AT": 5, "DK": 4}
LANGUAGES = {
    "AT": "de", "BE": "nl fr", "BG": "bg", "HR": "hr", "CY": "el", "CZ": "cs", "DK": "da",
    "EE": "et", "FI": "fi", "FR": "fr", "DE": "de", "GR": "el", "HU": "hu", "IE": "en",
    "IT": "it", "LV": "lv", "LT": "lt", "LU": "fr de", "MT": "mt", "NL": "nl", "PL": "pl",
    "PT": "pt", "RO": "ro", "SK": "sk", "SI": "sl", "ES": "es", "SE": "sv",
}  # fmt: skip
# Group number: percentage of the contacts, kind and name of organisations, positions, expertise
GROUPS = {
    1: (6, "institute", "Institute of Preclinical Models", "Group leader;Toxicologist", "organoids; biodistribution"),
    2: (10, "hospital", "Clinical Trial Unit", "Principal investigator;Trial coordinator", "CAR-T; first-in-human trials"),
    3: (10, "university", "Centre for Translational Medicine", "Professor;Research coordinator", "gene editing; cell therapy"),
    4: (8, "hospital", "GMP Facility", "Head of quality;Qualified person", "GMP grade A in B; release"),
    5: (5, "company", "Vector Works", "Business development;Head of manufacturing", "lentiviral vectors; plasmids"),
    6: (8, "company", "Cell Therapeutics SME", "Chief executive;Chief scientific officer", "AAV; regulatory strategy"),
    7: (6, "industry_association", "Association of Medicines Makers", "Policy lead;Market access lead", "pricing; policy"),
    8: (8, "hospital", "Cell Therapy Pharmacy", "Hospital pharmacist;Apheresis lead", "cryopreservation; chain of identity"),
    9: (6, "authority", "Medicines Authority", "Assessor;GMP inspector", "quality assessment; GMO consent"),
    10: (6, "hta_payer", "HTA Agency", "HTA assessor;Reimbursement officer", "joint clinical assessment"),
    11: (4, "university", "School of Health Economics", "Health economist;Lecturer", "cost-effectiveness; budget impact"),
    12: (4, "ethics", "Ethics Committee", "Chair;Member", "informed consent; fair selection"),
    13: (4, "company", "Technology Transfer Office", "Patent attorney;Licensing manager", "licences; royalties"),
    14: (5, "ministry_funder", "Health Research Fund", "Programme officer;Adviser", "funding; policy"),
    15: (10, "patients", "Patients' Alliance", "Patient advocate;Board member", "rare diseases; patient involvement"),
}
# Group number: an organisation of that group that sponsors invented trials, with country and city. The
# last two are spelled differently in the registers, so that a person decides.
SPONSORS = {
    2: ("Demo Universitair Medisch Centrum Westerhaven", "NL", "Westerhaven"),
    4: ("Demo Fakultní nemocnice Havelkov", "CZ", "Havelkov"),
    6: ("Demo Gene Medicines AB", "SE", "Lund"),
    8: ("Demo University Hospital of Aldersund", "SE", "Aldersund"),
    5: ("Demo Vectoria", "FR", "Lyon"),
}
