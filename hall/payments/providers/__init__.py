"""Payment providers, each behind ``hall.payments.provider``: WeChat Pay, Alipay, and bridges to others.

``accounts``: merchants' accounts and keys, from files whose rights are checked. ``exchange``: one bounded HTTP call.
``emv_qr``: codes built and parsed by us. ``offered``: the providers that a hall has accounts at.
"""
