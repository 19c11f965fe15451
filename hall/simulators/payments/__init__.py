"""Payment providers in a box: WeChat Pay v3, Alipay and our bridge protocol over real HTTP, signed both ways.

``world``: trades, phones and the money that moved, told apart from what anybody is answered. ``wechat``, ``alipay``,
``bridge``: the interfaces. ``faults``: everything that can go wrong, as switches. ``notices``: notifications.
``bill_files``: the next day's files. ``server``: all of it behind one address, with a control interface.

No money moves anywhere, and no key of it is one of a provider's: it makes its own (``keys``).
"""
