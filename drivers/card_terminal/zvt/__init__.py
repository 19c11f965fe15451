"""ZVT, the open protocol between tills and card terminals, without I/O except in ``line`` and ``terminal``.

Source: "ZVT-Protokoll" PA00P015 and its appendix PA00P016 of the VdTH, public; compared with the open programs
Portalum.Zvt (C#), zvtlib (C#) and the dissector of Wireshark, which were read and not copied. The document itself was
not at hand while this was written. Confidence, as in the payments sheet:

| fact | confidence | where it can be changed |
|---|---|---|
| control field, length, ``FF`` before a long length; commands 06 00, 06 01, 06 30, 06 50, 06 20, 06 B0, 05 01; messages 04 FF, 04 0F, 06 0F, 06 1E, 06 D1, 06 D3; 80 00 and 84 xx | [2+] | |
| order of the two bytes of a long length: low byte first | [1], the programs differ | ``long_length`` |
| serial frame DLE STX … DLE ETX, DLE doubled; CRC 8408 from 0 over data and ETX, low byte first; one ACK or NAK byte | [2+] | |
| sizes of the bitmap fields; masked digits are ``E`` | [2+] | |
| TLV lengths: one byte, ``81``, ``82`` with the high byte first | [1], the programs differ; only skipped here | |
| 8N2 on a serial line; time limits of 5 s (T3) and 180 s (T4) | [gk] | ``stop_bits``, ``answer_limit_s``, ``silence_limit_s`` |
| a terminal that is occupied answers 84 9C; 06 B0 may be sent while a payment runs, and ends it with 06 1E 6C | [gk] | |
| 06 20 (repeat receipt) sends the last payment's status information again | [1] | ``ask_last`` |
| reversing a receipt twice answers B4, and takes nothing twice | [2+] for the code, [gk] for the behaviour | |
| the completion of 05 01 has a software version and a status byte | [gk], read leniently | |
| the meaning of the bits of the registration | [2+] | ``config_byte`` |
"""  # noqa: E501 - a table
