"""Two callers in two languages each get their own words."""

from __future__ import annotations

import threading

from procedures.wording.language import _, language, speaking, term


def test_two_threads_in_two_languages_get_their_own_words():
    """Neither a message, a term nor the language's name crosses from one thread to the other."""
    together = threading.Barrier(2)
    wrong: dict[str, int] = {}

    def read(lang, message, word):
        with speaking(lang):
            together.wait()
            answers = ((language(), _("Sign and record?"), term("state", "approved")) for _n in range(20_000))
            wrong[lang] = sum(answer != (lang, message, word) for answer in answers)

    both = [("en", "Sign and record?", "approved"), ("vi", "Ký và ghi vào sổ?", "đã phê duyệt")]
    threads = [threading.Thread(target=read, args=one) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == {"en": 0, "vi": 0}


def test_the_language_is_as_before_after_a_block():
    """The language of a block ends with the block, also where it fails."""
    before = language()
    try:
        with speaking("en"):
            assert language() == "en"
            raise KeyError
    except KeyError:
        pass
    assert language() == before
