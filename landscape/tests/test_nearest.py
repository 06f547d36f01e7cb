"""The nearest answers: typing errors, changes of the library, and the index of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.desk.nearest import nearest
from landscape.models import LibraryAnswer
from landscape.tests.factories import make_answer
from landscape.word_index import WordIndex, words_of

WORDS = st.text(alphabet="abcdefgh ", max_size=40)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    [
        "Which countries want the GMO consent before the application?",
        "which contries want the GMO consnet before the aplication",
        "GMO consents: country first?",
    ],
)
def test_a_question_with_typing_errors_finds_the_answer(question):
    wanted = make_answer("Which states need the GMO consent before the trial application?")
    for number in range(30):
        make_answer(f"Who pays for treatment {number} in a hospital with a contract?")

    assert nearest(question).answers[0] == wanted


@pytest.mark.django_db
def test_at_most_three_answers_are_offered_and_none_for_a_foreign_question():
    for number in range(5):
        make_answer(f"Which form for a viral vector, case {number}?")

    assert len(nearest("Which form for a viral vector?").answers) == 3
    assert nearest("Zebra quagga").answers == []


@pytest.mark.django_db
def test_the_step_that_fits_is_offered():
    assert nearest("consent for a genetically modified organism").step.slug == "gmo-consent"


@pytest.mark.django_db
def test_a_changed_withdrawn_or_deleted_answer_is_not_found_any_more():
    answer = make_answer("Which form for xenogeneic islets?")
    assert nearest("xenogeneic islets").answers == [answer]

    answer.title, answer.answer = "Another question", "Nothing"
    answer.save()
    assert nearest("xenogeneic islets").answers == []
    answer.title = "Which form for xenogeneic islets?"
    answer.save()
    assert nearest("xenogeneic islets").answers == [answer]
    answer.state = "retired"
    answer.save()
    assert nearest("xenogeneic islets").answers == []

    other = make_answer("Which form for porcine hepatocytes?")
    assert nearest("porcine hepatocytes").answers == [other]
    LibraryAnswer.objects.filter(pk=other.pk).delete()
    assert nearest("porcine hepatocytes").answers == []


@pytest.mark.django_db
def test_a_draft_and_an_open_question_are_never_offered():
    make_answer("Which form for a draft of quokka cells?", published=False)

    assert nearest("quokka cells").answers == []
    assert nearest("Where can I ask before scientific advice?").answers == []


@pytest.mark.django_db
def test_a_second_question_reads_no_answers_again(django_assert_max_num_queries):
    make_answer("Which form for a viral vector?")
    nearest("viral vector")

    with django_assert_max_num_queries(3):
        nearest("viral vector")


@given(st.lists(WORDS, max_size=8), WORDS)
def test_scores_are_shares_in_descending_order(texts, question):
    index = WordIndex()
    for key, text in enumerate(texts):
        index.put(key, text)

    found = index.nearest(question, most=3, least_score=0)

    assert len(found) <= 3
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert all(0 <= score <= 1.000001 for _, score in found)


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_an_index_without_its_texts_is_empty(texts):
    index = WordIndex()
    for key, text in enumerate(texts):
        index.put(key, text)
        index.put(key, text, text)
    for key in range(len(texts)):
        index.drop(key)

    assert (len(index), dict(index._texts)) == (0, {})


def test_words_are_stems_without_words_that_say_nothing():
    assert words_of("Which consents do the Bodies of Köln need?") == ["consent", "body", "koln"]


@pytest.mark.django_db
def test_the_stored_words_of_an_answer_find_it_as_its_texts_do():
    title, text = "Who releases batches for two hospitals?", "The qualified person releases."
    by_texts, by_words = WordIndex(), WordIndex()
    by_texts.put(1, title, text)
    by_words.put_words(1, make_answer(title, answer=text).index_words)

    for question in ("release a batch", "qualified persn", "hospitals"):
        assert by_words.nearest(question) == by_texts.nearest(question) != []
