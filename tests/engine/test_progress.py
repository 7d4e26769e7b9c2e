"""Who watches a long loop hears how far it is; who does not, pays nothing."""

from __future__ import annotations

from workflow.runtime.progress import counted, watching


def test_nobody_watching_gets_the_items_themselves():
    """Without a watcher the very same object comes back."""
    items = [1, 2, 3]
    assert counted("x", items) is items


def test_a_watcher_hears_the_way_and_the_end():
    """The watcher is told every so many items, and at last that all are done; the items are unchanged."""
    heard = []
    with watching(lambda *told: heard.append(told)):
        assert list(counted("x", range(600))) == list(range(600))
        assert list(counted("y", iter("abc"))) == ["a", "b", "c"]
    assert heard == [("x", 256, 600), ("x", 512, 600), ("x", 600, 600), ("y", 3, 3)]
    assert counted("x", "abc") == "abc"


def test_a_loop_left_early_is_no_fault():
    """A loop that breaks off, or fails, leaves the next one to be watched as before."""
    heard = []
    with watching(lambda *told: heard.append(told)):
        for item in counted("x", range(1000)):
            if item == 300:
                break
        assert list(counted("y", [1])) == [1]
    assert heard == [("x", 256, 1000), ("y", 1, 1)]
