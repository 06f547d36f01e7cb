"""The initial content of every portal: the vocabularies and the records of the seven use cases.

Curators edit all of it in the admin; these files are not read again after the first migration.
"""

import tomllib
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).parent
RECORDED_ON = date(2026, 11, 22)  # the day on which the sources of the procedures were read
VOCABULARIES = {
    "Stage": "stages.toml",
    "HurdleCategory": "hurdle_categories.toml",
    "SolutionType": "solution_types.toml",
    "Procedure": "procedures.toml",
}


def read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def write_vocabularies(get_model):
    """Add missing rows by code; existing rows keep the edits of curators."""
    sources = read("sources.toml")
    for model_name, file in VOCABULARIES.items():
        model = get_model("usecases", model_name)
        for position, row in enumerate(read(file)["rows"], 1):
            values = {"position": position, "source": sources["OURS"], **row}
            code = values.pop("code")
            values["source"] = values["source"].format_map(sources)
            if model_name == "Procedure":
                values["recorded_on"] = RECORDED_ON
            if "stage" in values:
                values["stage"] = get_model("usecases", "Stage").objects.get(code=values["stage"])
            model.objects.get_or_create(code=code, defaults=values)


def write_bottlenecks(get_model):
    """Add the quotations if there is none yet; curators edit them afterwards."""
    Bottleneck = get_model("usecases", "Bottleneck")
    if Bottleneck.objects.exists():
        return
    content = read("bottlenecks.toml")
    categories = {row.code: row for row in get_model("usecases", "HurdleCategory").objects.all()}
    for position, row in enumerate(content["rows"], 1):
        source = content["sources"][row.pop("source")]
        first, *others = row.pop("codes")
        bottleneck = Bottleneck.objects.create(
            category=categories[first], position=position, **source, **row
        )
        bottleneck.also.set(categories[code] for code in others)


def write_cases(get_model):
    """Add missing records of the seven cases, by slug.

    `search_text` and `public_text` are set here, because the models of a migration do not have our
    `save`.
    """
    from core.text import search_text

    sources, content = read("sources.toml"), read("cases.toml")
    UseCase, Section = get_model("usecases", "UseCase"), get_model("usecases", "Section")
    Sentence = get_model("usecases", "SourcedSentence")
    for position, row in enumerate([*content["rows"], *_unnamed(content["unnamed"])], 1):
        sections = row.pop("sections", [])
        sentences = row.pop("sentences", [])
        values = {name: value.strip() for name, value in row.items()}
        values["source"] = values["source"].format_map(sources)
        words = search_text(
            *(values.get(name, "") for name in ("short_name", "title", "summary", "disease"))
        )
        told = [sentence["text"] for sentence in sentences]
        public = search_text(row["short_name"], *told) if told else ""
        case, created = UseCase.objects.get_or_create(
            slug=values.pop("slug"),
            defaults={
                **values,
                "status": "not_stated",
                "position": position,
                "search_text": words,
                "public_text": public,
            },
        )
        if created:
            for place, section in enumerate(sections, 1):
                Section.objects.create(
                    use_case=case,
                    heading=section["heading"],
                    body=section["body"].strip(),
                    position=place,
                )
            for place, sentence in enumerate(sentences, 1):
                sentence["source"] = sentence["source"].format_map(sources)
                Sentence.objects.create(use_case=case, position=place, **sentence)


def _unnamed(texts):
    for number in texts["numbers"]:
        yield {
            name: texts[name].format(number) if name != "source" else texts[name]
            for name in ("short_name", "slug", "title", "summary", "source")
        }
