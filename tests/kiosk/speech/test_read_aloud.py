"""Pages, prompts and controls are read aloud, on a real terminal with a player that keeps what it plays."""

from __future__ import annotations

from PySide6.QtCore import Qt

from drivers.id_card.cards import sample_card
from kiosk.stage import PageName
from screens.shell_state import Aid
from tests.kiosk.rig import MAY_SKIP_PAPERS, MOBILE, NAME, NUMBER
from tests.kiosk.speech.conftest import Listener


def _switch_on(listener: Listener) -> None:
    listener.rig.arrive()
    listener.rig.press("shell.aid.speak")
    listener.hears(listener.rig.text("home.title"))


def test_the_aid_reads_the_page_in_front(listener: Listener) -> None:
    """From its title on; the aid is lit."""
    _switch_on(listener)
    states = {state.aid: state.selected for state in listener.rig.terminal._shell._aids._states}
    assert states[Aid.SPEAK]


def test_every_page_that_comes_is_read(listener: Listener) -> None:
    """Up to the card, whose prompt says where it goes."""
    _switch_on(listener)
    listener.rig.do(PageName.HOME, "item_pressed", MAY_SKIP_PAPERS)
    item = next(one for one in listener.rig.around.catalogue.items.values() if one.item_id == MAY_SKIP_PAPERS)
    listener.hears(item.common_name)
    listener.rig.do(PageName.GUIDE, "start_pressed")
    listener.hears(listener.rig.text("privacy.title"))
    listener.rig.do(PageName.PRIVACY, "accepted")
    listener.hears(listener.rig.text("id_card.place"))


def test_nothing_about_the_resident_is_ever_played(listener: Listener) -> None:
    """A whole case with chip card, form and review: neither clear nor masked, and what is kept back is told."""
    rig = listener.rig
    _switch_on(listener)
    rig.do(PageName.HOME, "item_pressed", MAY_SKIP_PAPERS)
    rig.seen(PageName.GUIDE)
    rig.do(PageName.GUIDE, "start_pressed")
    rig.seen(PageName.PRIVACY)
    rig.do(PageName.PRIVACY, "accepted")
    rig.seen(PageName.ID_CARD)
    rig.read_card(sample_card())
    listener.hears(rig.text("speech.private"))
    assert rig.reader is not None
    rig.reader.remove()
    rig.until(lambda: not rig.visit.card_lying, "the card to be taken", ticking=True)
    rig.do(PageName.ID_CHECK, "confirmed")
    rig.seen(PageName.FORM)
    rig.fill_in()
    listener.hears(rig.text("form.title"))
    rig.do(PageName.FORM, "done_pressed")
    while rig.stage.seen is PageName.MATERIALS:
        rig.do(PageName.MATERIALS, "skip_pressed")
    rig.seen(PageName.REVIEW)
    listener.forget()
    listener.hears(rig.text("speech.private"))
    everything = "\n".join(listener.desk.words())
    leaks = [text for text in (NAME, NUMBER, MOBILE, MOBILE[-4:], NUMBER[-4:], "*", "测试路") if text in everything]
    assert leaks == []


def test_the_time_warning_is_read_once(listener: Listener) -> None:
    """Seconds that run are no news."""
    _switch_on(listener)
    rig = listener.rig
    rig.until(lambda: not rig.terminal._aloud.speaking, "the end of the reading")
    listener.forget()
    rig.tick(45)
    rig.seen(PageName.TIME_WARNING)
    listener.hears(rig.text("time_warning.wipe"))
    said = len(listener.desk.words())
    for _ in range(5):
        rig.tick(1)
    rig.until(lambda: not rig.terminal._aloud.speaking, "silence")
    assert len(listener.desk.words()) == said


def test_the_volume_goes_round_and_the_page_is_said_again(listener: Listener) -> None:
    """Loud, then low: each is told, with the page behind it, as loud as it says."""
    _switch_on(listener)
    loudness = []
    for step in (2, 0):
        listener.forget()
        listener.rig.press("shell.aid.volume")
        listener.hears(listener.rig.text(f"speech.volume.{step}"))
        assert listener.rig.text("home.title") in listener.heard()
        loudness.append(listener.desk.heard()[-1].rms)
    assert loudness[1] < loudness[0] / 2


def test_keys_make_it_louder_and_softer(listener: Listener) -> None:
    """F4 and F3, as far as it goes; the page is not said again."""
    _switch_on(listener)
    for key, step in ((Qt.Key.Key_F4, 2), (Qt.Key.Key_F4, 2), (Qt.Key.Key_F3, 1)):
        listener.key(key)
        listener.hears(listener.rig.text(f"speech.volume.{step}"))
        assert listener.rig.text("home.title") not in listener.heard()


def test_the_end_of_the_visit_is_the_end_of_reading(listener: Listener) -> None:
    """The next resident begins in silence, with nothing of the speaker running."""
    _switch_on(listener)
    listener.rig.leave()
    assert not listener.rig.terminal._aloud.on
    listener.forget()
    listener.rig.arrive()
    listener.rig.tick()
    assert listener.heard() == ""


def test_switching_off_has_a_last_word(listener: Listener) -> None:
    """So that nobody waits for more."""
    _switch_on(listener)
    listener.rig.press("shell.aid.speak")
    listener.hears(listener.rig.text("speech.off"))
    assert not listener.rig.terminal._aloud.on


def test_another_language_is_read_in_that_language(listener: Listener) -> None:
    """The page is read again."""
    _switch_on(listener)
    listener.forget()
    listener.rig.press("shell.aid.language")
    listener.hears(listener.rig.text("home.title"))


def test_a_touch_ends_what_is_being_said(listener: Listener) -> None:
    """The command is cancelled at once."""
    _switch_on(listener)
    reader = listener.rig.terminal._aloud
    listener.key(Qt.Key.Key_F2)
    assert reader.speaking
    listener.rig.hand.touch_at(listener.rig.terminal._shell, 0.5, 0.004)
    assert not reader.speaking


def test_the_first_key_begins_a_visit_that_is_heard(listener: Listener) -> None:
    """Nobody who cannot see has to find a button first; how to go on is said."""
    listener.key(Qt.Key.Key_Down)
    listener.rig.seen(PageName.HOME)
    listener.hears(listener.rig.text("speech.hint.keyboard"))
    listener.finds(listener.rig.text("home.progress"))
    listener.key(Qt.Key.Key_Return)
    listener.rig.seen(PageName.LOOKUP)
    listener.hears(listener.rig.text("lookup.title"))
    listener.key(Qt.Key.Key_Escape)
    listener.rig.seen(PageName.HOME)
    listener.hears(listener.rig.text("home.title"))


def test_typing_is_counted_aloud(listener: Listener) -> None:
    """Digits of a receipt are not said, how many there are is."""
    listener.key(Qt.Key.Key_Down)
    listener.rig.seen(PageName.HOME)
    listener.finds(listener.rig.text("home.progress"))
    listener.key(Qt.Key.Key_Return)
    listener.rig.seen(PageName.LOOKUP)
    listener.hears(listener.rig.text("speech.editing"))
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        listener.key(key)
    listener.hears(listener.rig.text("speech.typed", count=2))
    listener.key(Qt.Key.Key_Backspace)
    listener.hears(listener.rig.text("speech.typed", count=1))
