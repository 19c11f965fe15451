"""Cameras are found, and found again, by names that stay: on a device tree such as the kernel's."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.camera.discovery import FoundCamera, check_place, discover_cameras, find_node
from drivers.camera.errors import SourceAmbiguousError, SourceMissingError, SourceTextError


class Tree:
    """A device tree: ``/sys`` and ``/dev`` of a machine."""

    def __init__(self, root: Path) -> None:
        self.sys, self.dev = root / "sys", root / "dev"
        self.dev.mkdir(parents=True)

    def plug(
        self, socket: str, name: str, nodes: list[tuple[str, int]], usb: tuple[str, str, str] | None, by_id: str = ""
    ) -> None:
        """A device with its video nodes, their indexes among them."""
        home = self.sys / "devices" / "pci0" / "usb1" / socket
        interface = home / f"{socket}:1.0"
        interface.mkdir(parents=True)
        if usb is not None:
            for file, text in zip(("idVendor", "idProduct", "serial"), usb, strict=True):
                if text:
                    (home / file).write_text(text + "\n")
        for node, index in nodes:
            folder = interface / "video4linux" / node
            folder.mkdir(parents=True)
            (folder / "name").write_text(name + "\n")
            (folder / "index").write_text(f"{index}\n")
            (folder / "device").symlink_to(interface)
            listed = self.sys / "class" / "video4linux"
            listed.mkdir(parents=True, exist_ok=True)
            (listed / node).symlink_to(folder)
            (self.dev / node).touch()
            if by_id:
                self._link("by-id", f"{by_id}-video-index{index}", node)
            self._link("by-path", f"pci-0000:00:14.0-usb-0:{socket}:1.0-video-index{index}", node)

    def _link(self, kind: str, name: str, node: str) -> None:
        folder = self.dev / "v4l" / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(f"../../{node}")

    def found(self, *, every_node: bool = False) -> tuple[FoundCamera, ...]:
        """What is found."""
        return discover_cameras(sys_root=self.sys, dev_root=self.dev, every_node=every_node)

    def find(self, place: str) -> str:
        """The name of the node that a name means."""
        return Path(find_node(place, sys_root=self.sys, dev_root=self.dev)).resolve().name


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A document camera with a serial number and two nodes, and two equal ones without."""
    made = Tree(tmp_path)
    made.plug("1-2", "Doc Cam: Doc Cam", [("video0", 0), ("video1", 1)], ("1BCF", "2b8a", "SN7"), "usb-V_Doc_Cam_SN7")
    made.plug("1-10", "HD Camera", [("video10", 0)], ("0c45", "6366", ""), "usb-HD_Camera")
    return made


def test_one_entry_for_each_camera(tree: Tree) -> None:
    """In the order of the nodes' numbers, with everything that names it."""
    first, second = tree.found()

    assert first == FoundCamera(
        node=str(tree.dev / "video0"),
        name="Doc Cam: Doc Cam",
        index=0,
        vendor_id="1bcf",
        product_id="2b8a",
        serial="SN7",
        by_id="usb-V_Doc_Cam_SN7-video-index0",
        by_path="pci-0000:00:14.0-usb-0:1-2:1.0-video-index0",
    )
    assert Path(second.node).name == "video10"
    assert first.source == "v4l2:by-id:usb-V_Doc_Cam_SN7-video-index0"
    assert [one.index for one in tree.found(every_node=True)] == [0, 1, 0]


def test_what_to_write_in_the_settings_is_the_most_stable_name() -> None:
    """By identity, by socket, by USB numbers, by node."""
    camera = FoundCamera("/dev/video3", "Cam", 0, "1bcf", "2b8a", "SN", "", "path")
    assert camera.source == "v4l2:by-path:path"
    assert FoundCamera("/dev/video3", "Cam", 0, "1bcf", "2b8a", "SN").source == "v4l2:usb:1bcf:2b8a:SN"
    assert FoundCamera("/dev/video3", "Cam", 0, "1bcf", "2b8a").source == "v4l2:usb:1bcf:2b8a"
    assert FoundCamera("/dev/video3", "Cam", 0).source == "v4l2:/dev/video3"


def test_every_source_that_is_told_finds_its_camera(tree: Tree) -> None:
    """Discovery and look-up speak the same names."""
    for camera in tree.found():
        assert tree.find(camera.source.removeprefix("v4l2:")) == Path(camera.node).name


@pytest.mark.parametrize(
    ("place", "node"),
    [
        ("0", "video0"),
        ("10", "video10"),
        ("by-id:usb-HD_Camera-video-index0", "video10"),
        ("by-path:pci-0000:00:14.0-usb-0:1-2:1.0-video-index0", "video0"),
        ("usb:1bcf:2B8A", "video0"),
        ("usb:1bcf:2b8a:SN7", "video0"),
    ],
)
def test_names(tree: Tree, place: str, node: str) -> None:
    """Each form."""
    assert tree.find(place) == node
    check_place(place)


def test_paths(tree: Tree) -> None:
    """Any file by its full path; a path through a link too."""
    assert tree.find(str(tree.dev / "video0")) == "video0"
    assert tree.find(str(tree.dev / "v4l/by-id/usb-HD_Camera-video-index0")) == "video10"


@pytest.mark.parametrize(
    "place", ["7", "/dev/nothing-here", "by-id:usb-Other", "by-path:other", "usb:1bcf:0000", "usb:1bcf:2b8a:SN8"]
)
def test_not_plugged_in(tree: Tree, place: str) -> None:
    """A good name of a camera that is not there now."""
    with pytest.raises(SourceMissingError):
        tree.find(place)


@pytest.mark.parametrize("place", ["video0", "by-id:", "by-id:../../etc/passwd", "usb:1bcf", "pci:1", ""])
def test_no_name_at_all(tree: Tree, place: str) -> None:
    """A mistake in the settings, said when they are read."""
    with pytest.raises(SourceTextError):
        tree.find(place)
    with pytest.raises(SourceTextError):
        check_place(place)


def test_two_equal_cameras(tree: Tree) -> None:
    """Without a serial number they are told apart by their sockets only."""
    tree.plug("1-11", "HD Camera", [("video12", 0)], ("0c45", "6366", ""))

    with pytest.raises(SourceAmbiguousError):
        tree.find("usb:0c45:6366")
    assert tree.find("by-path:pci-0000:00:14.0-usb-0:1-11:1.0-video-index0") == "video12"


def test_no_video_at_all(tmp_path: Path) -> None:
    """A machine without cameras has none of the folders."""
    assert discover_cameras(sys_root=tmp_path, dev_root=tmp_path) == ()


def test_a_tree_that_changes_meanwhile(tree: Tree) -> None:
    """A camera that is unplugged while it is listed leaves gaps, not errors."""
    listed = tree.sys / "class" / "video4linux"
    (listed / "video20").symlink_to(listed / "gone")
    (listed / "videoX").mkdir()
    (tree.dev / "v4l" / "by-id" / "no-link").touch()
    tree.plug("platform", "CSI Camera", [("video30", 0)], None)

    found = {Path(one.node).name: one for one in tree.found()}

    assert found["video20"] == FoundCamera(str(tree.dev / "video20"), "", 0)
    assert found["video30"].vendor_id == ""
    assert list(found)[-1] == "videoX"
