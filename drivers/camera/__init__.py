"""The document camera: where frames come from, and how a page on the desk becomes a JPEG in memory.

* ``commands`` - ``WatchPage``, its preview frames, verdicts and result, and ``WatchCode``; ``slot`` - the latest-only
  slot; ``status``.
* ``source`` - the one interface of all frame sources, ``source_text`` - opens them by name: a V4L2 device, a file, a
  folder of pictures, a stage on which a demonstration lays papers.
* ``discovery`` - which cameras are plugged in, and the names that stay; ``v4l2`` - the kernel's interface;
  ``decoding`` - a camera's bytes as pixels.
* ``watchdog`` - tells frozen and black frames from good ones.
* ``driver`` - what the supervisor runs; ``watch`` - the loop behind ``WatchPage``;
  ``code_watch`` - the one behind ``WatchCode``.
* ``bench_tool`` - what the command line calls; ``sample_desk`` - draws frames of a desk with a paper on it.

This package and the modules of its first line load no image library. Images never touch the disk, except
the page that ``bench_tool`` is asked to write.

Errors (all are ``DeviceError``)::

    CameraError
    ├── CameraGoneError       camera_gone       was open, has gone away
    ├── NoFramesError         no_frames         opens, gives no frames
    ├── SourceMissingError    source_missing    no such device, file or folder
    ├── SourceTextError       source_invalid    the settings name something unknown
    ├── SourceAmbiguousError  source_ambiguous  the settings' name fits several cameras
    ├── NotACameraError       not_a_camera      opens, and is no camera
    ├── CameraBusyError       camera_busy       another program holds it
    ├── CameraDeniedError     camera_denied     this user may not open it
    ├── NoModeError           no_mode           no format and size that fits
    ├── NoBandwidthError      no_bandwidth      the USB bus is full
    ├── FramesDamagedError    frames_damaged    frames come, all torn or empty
    ├── FrameTooSmallError    frame_too_small   frames come, too small to read
    ├── ImageUnreadableError  image_unreadable  a file that is no picture
    ├── FrameFrozenError      frame_frozen      the same frame again and again
    ├── FrameDarkError        frame_dark        black frames
    └── NoPageError           no_page           asked to take a page, none to be found
"""
