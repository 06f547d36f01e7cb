"""The regulatory landscape with 5,000 published answers, on the trials of the first subject."""

import time
from datetime import date

from tools.bench.figures import browser, line, median_ms, seconds_of, set_up, tidied_up

ANSWERS = 5_000
PAGES = {
    "path, nothing chosen": "/path/",
    "path, one country, everything chosen": "/path/?country=AT&class=GTMP&gmo=yes"
    "&source=autologous&sponsor=non_commercial",
    "path, two countries": "/path/?country=AT&other=DE&class=GTMP&gmo=yes&source=autologous",
    "one step": "/path/steps/gmo-consent/?country=AT",
    "coverage of countries": "/countries/",
    "one country": "/countries/AT/",
    "comparison of a fact": "/countries/facts/gmo-framework/",
    "library": "/helpdesk/",
    "taxonomy": "/taxonomy/",
    "measures": "/helpdesk/measures/",
    "bottlenecks": "/bottlenecks/",
}
SUBJECTS = "vector consent batch donor freezer import export hospital exemption price".split()
ACTS = "declare release transport store label test approve report monitor change".split()
PLACES = "Austria Bulgaria Cyprus Denmark Estonia France Germany Hungary Ireland Latvia".split()
QUESTIONS = (
    "Who may release a batch for two hospitals in Austria under the exemption?",
    "who may relaese a bacth for two hospitls in Autsria under the exmption",
    "We want to import a vector made in Switzerland and transprot it to three centres in Germany. "
    "Which authority has to aprove the labels, what do we reprot, and does a donor of another "
    "country change the consent that our ethics committee has given for the freezer?",
)


def fill():
    from django.contrib.auth.models import User

    from landscape.models import LibraryAnswer, Step

    author, checker = (User.objects.create(username=f"bench-desk-{number}") for number in (1, 2))
    day, steps = date.today(), list(Step.objects.all())
    for number in range(ANSWERS):
        subject = SUBJECTS[number % 10]
        act, place = ACTS[number // 10 % 10], PLACES[number // 100 % 10]
        row = LibraryAnswer(
            title=f"How do I {act} a {subject} in {place}, case {number}?",
            theme="Bench",
            step=steps[number % len(steps)],
            countries=("", "AT", "AT DE")[number % 3],
            answer=f"The {subject} is {act}ed by the authority of {place}. " * 8,
            sources="A source",
            valid_as_of=day,
            review_on=day,
            published_on=day,
            state="published",
            author=author,
            checker=checker,
        )
        row.save_without_historical_record()
    tidied_up()


def measured(name, action, *arguments):
    """Print the median time of an action and the processor time of one call."""
    action(*arguments)
    wall = median_ms(action, *arguments)
    started = time.process_time()
    action(*arguments)
    processor = (time.process_time() - started) * 1000
    line(f"landscape: {name}", wall, "ms", f", {processor:.0f} ms of it work of this process")


def pages():
    client = browser()
    for name, address in PAGES.items():
        assert client.get(address).status_code == 200, address
        measured(name, client.get, address)


def answers():
    from landscape.desk.nearest import nearest

    seconds, _ = seconds_of(nearest, QUESTIONS[0])
    line(f"landscape: first question, reads {ANSWERS:,} answers", seconds * 1000, "ms")
    for name, question in zip(("clean", "with typing errors", "long"), QUESTIONS, strict=True):
        found = nearest(question)
        assert len(found.answers) == 3, question
        measured(f"nearest answers, question {name}", nearest, question)


def main():
    set_up()
    fill()
    answers()
    pages()


if __name__ == "__main__":
    main()
