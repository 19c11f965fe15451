"""What the pages of payment show. Pure: answers of the hall and texts in, states out; what is due is decided elsewhere.

Wording: domain guide, section 12; payments sheet, sections 1 and 2: what is unknown is never shown as failed or paid.
"""
