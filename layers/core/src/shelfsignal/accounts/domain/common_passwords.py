"""Long enough and known to everybody: what people choose when a form asks for ten characters.

Compared after digits and marks at the ends are cut off and usual swaps (0 for o, 3 for e, ...)
undone, so that one line covers a family.
"""

from typing import Final

_WORDS: Final = """
    administrator admin adminadmin asdfasdf asdfghjkl asdfghjklasdf baseball basketball
    changeme changemenow changeit correcthorse correcthorsebatterystaple default
    defaultpassword football iloveyou iloveyouforever iloveyousomuch letmein letmeinnow
    letmeinplease liverpool loveyou manchester masterpassword mypassword newpassword
    nopassword passphrase password passwordpassword princess qazwsx qazwsxedc qazwsxedcrfv
    qwerty qwertyqwerty qwertyuiop qwertyuiopasdfghjkl qwertz qwertzuiop secretpassword
    shelfsignal shelfsignalshelfsignal starwars strongpassword summertime sunshine superman
    supersecret temporary temppassword testpassword testtest testtesttest thisismypassword
    trustno unknown verysecret welcome welcomeback welcomehome welcometo whatever
    yourpassword zaqxsw zaqwsx zxcvbn zxcvbnm zxcvbnmasdfghjkl
"""
COMMON: Final = frozenset(_WORDS.split())
