"""Machine checks that hold for every page in every mode; each gives its findings as sentences.

Parts that may be smaller or closer than the look says (keys of a keyboard) say so themselves: ``least_target_px`` and
``least_gap_px``, in device pixels.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from screens.aids_bar import AidButton
from screens.components import Field
from screens.components.base import Pressable, ReadOnly
from screens.page import Page
from screens.shell import Shell

MANY = 5000
"""More widgets than any window has."""
KEY_GAP_PX = 8
"""Keys of one keyboard may stand closer than other targets (look sheet, "Components")."""


def faults_of(shell: Shell) -> list[str]:
    """Everything that the checks find in the shell and the page in front of it. It must have been painted."""
    checks = (target_faults, name_faults, role_faults, focus_faults, clip_faults, place_faults)
    return [fault for check in checks for fault in check(shell)]


def _targets(shell: Shell) -> list[Pressable]:
    return [w for w in shell.findChildren(Pressable) if w.isVisible()]


def _rect(shell: Shell, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(shell, QPoint(0, 0)), widget.size())


def _face(shell: Shell, widget: Pressable) -> QRect:
    """What a finger aims at: the face without its edge; of a field the box without label and help."""
    if isinstance(widget, Field):
        return widget.box_rect().translated(widget.mapTo(shell, QPoint(0, 0)))
    return _rect(shell, widget).adjusted(0, 0, 0, -shell.look.edge if widget.height() > shell.look.edge else 0)


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()}”"


def target_faults(shell: Shell) -> list[str]:
    """Targets smaller than the least size, or closer to each other than the least gap."""
    faults = []
    targets = [(widget, _face(shell, widget)) for widget in _targets(shell)]
    least = shell.look.min_target
    for widget, face in targets:
        if min(face.width(), face.height()) < min(getattr(widget, "least_target_px", least), least):
            faults.append(f"too small: {_called(widget)} {face.width()}x{face.height()}")
    for index, (first, one) in enumerate(targets):
        for second, other in targets[index + 1 :]:
            wanted = _wanted_gap(shell, first, second)
            if one.adjusted(-wanted, -wanted, wanted, wanted).intersects(other):
                faults.append(f"closer than {wanted}: {_called(first)} and {_called(second)}")
    return faults


def _wanted_gap(shell: Shell, first: Pressable, second: Pressable) -> int:
    """The least space between two targets: none in the bar of aids, 8 round keys, else that of the look."""
    if isinstance(first, AidButton) and isinstance(second, AidButton):
        return 0
    gap = shell.look.gap
    if any(type(widget).__module__.startswith("screens.input") for widget in (first, second)):
        return shell.look.px(KEY_GAP_PX)
    return min(getattr(first, "least_gap_px", gap), getattr(second, "least_gap_px", gap))


def name_faults(shell: Shell) -> list[str]:
    """Targets without an accessible name."""
    return [f"no name: {type(w).__name__}" for w in _targets(shell) if not w.accessibleName().strip()]


ROLES = frozenset(
    {
        QAccessible.Role.Button,
        QAccessible.Role.CheckBox,
        QAccessible.Role.RadioButton,
        QAccessible.Role.EditableText,
    }
)
"""What a control may be to somebody who cannot see it."""


def role_faults(shell: Shell) -> list[str]:
    """Targets that are no control to a screen reader, or that say another name there."""
    faults = []
    for widget in _targets(shell):
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen.role() not in ROLES:
            faults.append(f"no role: {_called(widget)}")
        elif seen.text(QAccessible.Text.Name) != widget.accessibleName():
            faults.append(f"another name: {_called(widget)}")
    return faults


def focus_faults(shell: Shell) -> list[str]:
    """Targets that the keyboard does not come to, or comes to twice, on its way round the window."""
    wanted = [w for w in _targets(shell) if w.isEnabled()]
    round_trip: list[QWidget] = []
    widget = shell.nextInFocusChain()
    while widget is not None and widget is not shell and len(round_trip) < MANY:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
            round_trip.append(widget)
        widget = widget.nextInFocusChain()
    faults = [f"keys do not reach: {_called(w)}" for w in wanted if round_trip.count(w) != 1]
    return faults + [f"focus on no control: {_called(w)}" for w in round_trip if w not in wanted]


def clip_faults(shell: Shell) -> list[str]:
    """Texts that did not fit where they were drawn, even at the least size."""
    faults = []
    for widget in [shell.page, *shell.findChildren(QWidget)]:
        if isinstance(widget, (Pressable, ReadOnly, Page)) and widget.isVisible():
            faults += [f"clipped: “{text}” in {type(widget).__name__}" for text in widget.clipped]
    return sorted(set(faults))


def place_faults(shell: Shell) -> list[str]:
    """Parts that stick out of the window, or lie under the header, the aids or the plinth."""
    faults = []
    page = shell.page
    if page is None:
        return ["no page"]
    window = shell.rect()
    bars = [] if page.whole_window else [w for w in shell.children() if isinstance(w, ReadOnly) and w.isVisible()]
    for widget in page.findChildren(QWidget):
        if not isinstance(widget, (Pressable, ReadOnly)) or not widget.isVisible():
            continue
        rect = _rect(shell, widget)
        if not window.contains(rect):
            faults.append(f"outside: {_called(widget)}")
        hidden = [bar for bar in bars if bar.geometry().intersects(rect)]
        faults += [f"under {type(bar).__name__}: {_called(widget)}" for bar in hidden]
    if shell.look.lower_reach and not shell.look.landscape and not page.whole_window:
        reach = shell.look.px(880)
        high = [w for w in _targets(shell) if _rect(shell, w).y() < reach]
        faults += [f"out of reach: {_called(w)}" for w in high]
    return faults
