"""ASINs that look random and still lead back to the product they name."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPAN = 36**8
_STEP = 1_580_030_173  # odd and not a multiple of 3, so it has an inverse modulo 36**8
_BACK = pow(_STEP, -1, _SPAN)
_FIRST_PARENT = 36**7


def asin_of(number: int, salt: int) -> str:
    """The ASIN of a catalogue number.

    >>> number_of(asin_of(41, salt=7), salt=7)
    41
    """
    value = (number * _STEP + salt) % _SPAN
    digits = []
    for _ in range(8):
        value, digit = divmod(value, 36)
        digits.append(_ALPHABET[digit])
    return "B0" + "".join(reversed(digits))


def parent_asin_of(family: int, salt: int) -> str:
    """The ASIN of a variation family's parent, which is never sold itself."""
    return asin_of(_FIRST_PARENT + family, salt)


def number_of(asin: str, salt: int) -> int | None:
    """The catalogue number of an ASIN; None when it cannot be one of ours."""
    if len(asin) != 10 or not asin.startswith("B0") or set(asin) - set(_ALPHABET):
        return None
    return (int(asin[2:], 36) - salt) * _BACK % _SPAN
