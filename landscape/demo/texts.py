"""The texts of the invented answers and tickets."""

ANSWERS = (
    {
        "title": "Invented: may the GMO file be sent before the trial application?",
        "theme": "Trials",
        "step": "gmo-consent",
        "countries": "AT",
        "days_ago": 40,
        "helped": 6,
        "answer": "In this invented example the file may be sent first. The example shows how an "
        "answer looks; it says nothing about a real rule.",
    },
    {
        "title": "Invented: is a second site of manufacture a substantial modification?",
        "theme": "Manufacture",
        "step": "trial",
        "days_ago": 250,
        "helped": 2,
        "answer": "In this invented example it is one. The answer is old, so that the page shows "
        "that a review is due.",
    },
)
TICKETS = (
    {
        "question": "Invented question: which form do we need for the contained use of a vector?",
        "country": "AT",
        "class": "GTMP",
        "stage": "S05",
        "state": "closed",
        "level": "A",
        "step": "gmo-consent",
        "category": "H03",
        "days_ago": 60,
        "reply_days": 6,
        "answer": "An invented answer.",
    },
    {
        "question": "Invented question: may the file be sent before the trial application?",
        "country": "AT",
        "class": "GTMP",
        "state": "duplicate",
        "level": "A",
        "step": "gmo-consent",
        "category": "H03",
        "days_ago": 35,
        "reply_days": 1,
    },
    {
        "question": "Invented question: is our product a tissue engineered product?",
        "country": "DE",
        "class": "TEP",
        "stage": "S02",
        "state": "referred",
        "level": "C",
        "step": "classification",
        "category": "H01",
        "days_ago": 28,
        "reply_days": 2,
    },
    {
        "question": "Invented question: who may release a batch for two hospitals?",
        "country": "IT",
        "state": "answered",
        "level": "B",
        "step": "manufacture",
        "category": "H06",
        "days_ago": 20,
        "reply_days": 11,
        "answer": "An invented answer.",
    },
    *(
        {
            "question": f"Invented question: who pays for the treatment, case {number}?",
            "country": country,
            "state": "triaged",
            "level": "A",
            "step": "price",
            "category": "H10",
            "days_ago": 5 + number,
        }
        for number, country in enumerate(("FR", "ES", "PL"), 1)
    ),
    {
        "question": "Invented question: where do we ask before we write the proposal?",
        "country": "BE",
        "state": "new",
        "level": "",
        "step": "first-talk",
        "category": "H15",
        "days_ago": 1,
    },
)
