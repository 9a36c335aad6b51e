"""Text from elsewhere, made fit for a line of a log or a screen."""


def printable(text: str) -> str:
    """The text with a space for whatever a terminal might obey and UTF-8 cannot carry.

    >>> printable("red: \\x1b[31m, \\ud800, line\\nbreak")
    'red:  [31m,  , line break'
    """
    return "".join(each if each.isprintable() else " " for each in text)
