"""What keyboards, moods and old web pages do to a text."""

from mock_amazon.dataset.phrasebook import Draw

_MISSPELT = {
    "definitely": "definately", "received": "recieved", "disappointed": "dissapointed",
    "a lot": "alot",
    "really": "realy", "quality": "qualtiy", "because": "becuase", "too ": "to ", "their": "thier",
    "recommend": "reccomend", "doesn't": "doesnt", "didn't": "didnt", "it's": "its",
    "won't": "wont",
    "can't": "cant", "I've": "Ive", "separate": "seperate", "until": "untill",
    "would have": "would of",
    "easy": "esay", "the ": "teh ", "which": "wich", "comfortable": "comfterble", "nicht": "nciht",
    "wirklich": "wirklcih", "schon": "shcon", "leider": "leidre", "enttäuscht": "entäuscht",
}  # fmt: skip
_FACES = {
    "happy": ("😍", "👍", "❤️", "🙌", "😊", "🔥", "🥰"),
    "mixed": ("🤷", "😐", "🤔"),
    "unhappy": ("😡", "👎", "🙄", "😤", "💩", "😠"),
}


def roughen(text: str, mood: str, draw: Draw, *, german: bool) -> str:
    """The text as it was typed; most stay as they are."""
    chance = draw()
    if chance < 0.13:
        text = misspelt(text, draw)
    elif chance < 0.19 and not german:
        text = _hasty(text)
    elif chance < 0.22:
        text = text.replace(". ", "... ").replace("!", "!!!")
    elif chance < 0.235:
        text = _shouted(text, draw)
    elif chance < 0.245:
        text = text.replace("\n\n", "<br /><br />").replace("'", "&#39;")
    elif chance < 0.26:
        text = text.replace(". ", " . ")
    if draw() < 0.055:
        faces = _FACES[mood]
        face = faces[int(draw() * len(faces))]
        text = f"{text} {face * (1 + int(draw() * 3))}"
    return text


def misspelt(text: str, draw: Draw) -> str:
    """One to three slips of the pen."""
    for right, wrong in _MISSPELT.items():
        if right in text and draw() < 0.35:
            text = text.replace(right, wrong, 1)
    for _ in range(1 + int(draw() * 2)):
        at = 1 + int(draw() * max(1, len(text) - 3))
        pair = text[at : at + 2]
        if pair.isalpha():
            swapped = pair[::-1] if draw() < 0.6 else pair[0]
            text = text[:at] + swapped + text[at + 2 :]
    return text


def _hasty(text: str) -> str:
    return text.lower().replace("'", "").replace(", ", " ").replace("\n\n", " ")


def _shouted(text: str, draw: Draw) -> str:
    sentences = text.split(". ")
    at = int(draw() * len(sentences))
    sentences[at] = sentences[at].upper()
    return ". ".join(sentences)
