"""The idle countdown: domain guide 2.4 and the tokens' times."""

from kiosk.idle_clock import IdleClock, IdleKind, IdleLimits, IdlePhase


def clock() -> IdleClock:
    """A clock with the shipped limits, touched at time 0."""
    made = IdleClock(IdleLimits())
    made.touched(0.0)
    return made


def test_a_menu_ends_after_a_minute_with_a_warning_before() -> None:
    """60 seconds, the last 20 of them with the warning."""
    it = clock()
    assert (it.read(0.0).phase, it.read(0.0).remaining_s) == (IdlePhase.RUNNING, 60)
    assert it.read(39.9).phase is IdlePhase.RUNNING
    assert it.read(40.0).phase is IdlePhase.WARNING
    assert it.read(59.5).remaining_s == 1
    assert it.read(60.0).phase is IdlePhase.EXPIRED


def test_a_touch_starts_again() -> None:
    """Any sign of life gives the full time."""
    it = clock()
    it.touched(55.0)
    assert it.read(60.0).remaining_s == 55


def test_a_form_has_two_minutes_and_seniors_have_twice_that() -> None:
    """Another kind starts the time anew."""
    it = clock()
    it.set_kind(IdleKind.FORM, 50.0, senior=False)
    assert it.read(50.0).total_s == 120
    it.set_kind(IdleKind.FORM, 60.0, senior=True)
    assert it.read(60.0).remaining_s == 240


def test_setting_the_same_kind_does_not_give_time() -> None:
    """A page that renders again must not keep a visit alive."""
    it = clock()
    it.set_kind(IdleKind.MENU, 30.0, senior=False)
    assert it.read(30.0).remaining_s == 30


def test_no_countdown_while_the_camera_works() -> None:
    """Paused is paused, however long."""
    it = clock()
    it.set_kind(IdleKind.PAUSED, 10.0, senior=False)
    assert it.read(10_000.0).phase is IdlePhase.PAUSED
