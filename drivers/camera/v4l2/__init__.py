"""Video for Linux 2 without a library: the kernel's interface for cameras, as far as a document camera needs it.

* ``layout`` - the kernel's structures, numbers and flags, as ``linux/videodev2.h`` has them on this machine's
  architecture; a test compiles that header and compares.
* ``kernel`` - the few system calls, as an interface that tests replace, and the machine's own.
* ``device`` - one open device node: a call, or a typed error.
* ``modes`` - what a camera can give; ``negotiation`` - what to take of it; ``controls`` - exposure, focus, white.
* ``stream`` - frames out of memory that is shared with the kernel, never waited for longer than a time limit.

Standard library only. Why not OpenCV's capture: ``docs/adr/008-own-v4l2-capture.md``.
Source: Linux Media Infrastructure userspace API, part I (Video for Linux API).
"""
