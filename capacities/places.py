"""Cities that a reader may enter as the centre of a search, in degrees (WGS 84, rounded)."""

from core.text import name_key

CITIES = {
    ("Vienna", "AT"): (48.2082, 16.3738),
    ("Graz", "AT"): (47.0707, 15.4395),
    ("Innsbruck", "AT"): (47.2692, 11.4041),
    ("Brussels", "BE"): (50.8503, 4.3517),
    ("Ghent", "BE"): (51.0543, 3.7174),
    ("Sofia", "BG"): (42.6977, 23.3219),
    ("Bern", "CH"): (46.948, 7.4474),
    ("Zurich", "CH"): (47.3769, 8.5417),
    ("Geneva", "CH"): (46.2044, 6.1432),
    ("Nicosia", "CY"): (35.1856, 33.3823),
    ("Prague", "CZ"): (50.0755, 14.4378),
    ("Brno", "CZ"): (49.1951, 16.6068),
    ("Berlin", "DE"): (52.52, 13.405),
    ("Munich", "DE"): (48.1351, 11.582),
    ("Hamburg", "DE"): (53.5511, 9.9937),
    ("Leipzig", "DE"): (51.3397, 12.3731),
    ("Heidelberg", "DE"): (49.3988, 8.6724),
    ("Copenhagen", "DK"): (55.6761, 12.5683),
    ("Aarhus", "DK"): (56.1629, 10.2039),
    ("Tallinn", "EE"): (59.437, 24.7536),
    ("Madrid", "ES"): (40.4168, -3.7038),
    ("Barcelona", "ES"): (41.3874, 2.1686),
    ("Seville", "ES"): (37.3891, -5.9845),
    ("Valencia", "ES"): (39.4699, -0.3763),
    ("Helsinki", "FI"): (60.1699, 24.9384),
    ("Paris", "FR"): (48.8566, 2.3522),
    ("Lyon", "FR"): (45.764, 4.8357),
    ("Nantes", "FR"): (47.2184, -1.5536),
    ("Toulouse", "FR"): (43.6047, 1.4442),
    ("London", "GB"): (51.5074, -0.1278),
    ("Edinburgh", "GB"): (55.9533, -3.1883),
    ("Athens", "GR"): (37.9838, 23.7275),
    ("Thessaloniki", "GR"): (40.6401, 22.9444),
    ("Zagreb", "HR"): (45.815, 15.9819),
    ("Budapest", "HU"): (47.4979, 19.0402),
    ("Dublin", "IE"): (53.3498, -6.2603),
    ("Reykjavik", "IS"): (64.1466, -21.9426),
    ("Rome", "IT"): (41.9028, 12.4964),
    ("Milan", "IT"): (45.4642, 9.19),
    ("Modena", "IT"): (44.6471, 10.9252),
    ("Bologna", "IT"): (44.4949, 11.3426),
    ("Palermo", "IT"): (38.1157, 13.3615),
    ("Vaduz", "LI"): (47.141, 9.5209),
    ("Vilnius", "LT"): (54.6872, 25.2797),
    ("Luxembourg", "LU"): (49.6116, 6.1319),
    ("Riga", "LV"): (56.9496, 24.1052),
    ("Valletta", "MT"): (35.8989, 14.5146),
    ("Amsterdam", "NL"): (52.3676, 4.9041),
    ("Utrecht", "NL"): (52.0907, 5.1214),
    ("Leiden", "NL"): (52.1601, 4.497),
    ("Oslo", "NO"): (59.9139, 10.7522),
    ("Warsaw", "PL"): (52.2297, 21.0122),
    ("Krakow", "PL"): (50.0647, 19.945),
    ("Lisbon", "PT"): (38.7223, -9.1393),
    ("Porto", "PT"): (41.1579, -8.6291),
    ("Bucharest", "RO"): (44.4268, 26.1025),
    ("Stockholm", "SE"): (59.3293, 18.0686),
    ("Gothenburg", "SE"): (57.7089, 11.9746),
    ("Lund", "SE"): (55.7047, 13.191),
    ("Ljubljana", "SI"): (46.0569, 14.5058),
    ("Bratislava", "SK"): (48.1486, 17.1077),
}
# Names in the language of the country; accents are ignored.
LOCAL_NAMES = {
    "Wien": "Vienna",
    "Bruxelles": "Brussels",
    "Brussel": "Brussels",
    "Gent": "Ghent",
    "Genève": "Geneva",
    "Praha": "Prague",
    "München": "Munich",
    "København": "Copenhagen",
    "Sevilla": "Seville",
    "Athina": "Athens",
    "Roma": "Rome",
    "Milano": "Milan",
    "Warszawa": "Warsaw",
    "Kraków": "Krakow",
    "Lisboa": "Lisbon",
    "București": "Bucharest",
    "Göteborg": "Gothenburg",
}
CAPITALS = {}
for (_city, _country), _place in CITIES.items():
    CAPITALS.setdefault(_country, _place)  # the first city of a country is its capital
_BY_KEY = {name_key(city): place for (city, _), place in CITIES.items()}
_BY_KEY |= {name_key(local): _BY_KEY[name_key(city)] for local, city in LOCAL_NAMES.items()}
# The English name by each name that a reader may enter.
CITY_BY_NAME = {city: city for city, _ in CITIES} | LOCAL_NAMES


def place_of(name):
    """Return (latitude, longitude) of a city by its English or local name, None if the city is
    not listed."""
    return _BY_KEY.get(name_key(name))
