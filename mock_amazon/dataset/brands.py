"""Invented brands, and the departments each of them sells in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand; `departments` are keys of the vocabulary's categories."""

    name: str
    departments: tuple[str, ...]


BRANDS = (
    Brand("Kelvora", ("kitchen", "appliances")),
    Brand("Brightwick", ("appliances", "office", "smart_home")),
    Brand("Nordhavn", ("clothing", "shoes", "outdoors")),
    Brand("Auralis", ("audio", "phone")),
    Brand("Petravo", ("pets", "garden")),
    Brand("Mosswell", ("garden", "outdoors")),
    Brand("Tinkerloft", ("toys", "baby")),
    Brand("Hallmere", ("kitchen", "grocery")),
    Brand("Voltique", ("phone", "smart_home", "tools")),
    Brand("Sorrel & Finch", ("grocery", "beauty")),
    Brand("Grantham Forge", ("tools", "garden")),
    Brand("Lumenry", ("smart_home", "office", "garden")),
    Brand("Cubbington", ("baby", "toys")),
    Brand("Ardenne", ("beauty", "clothing")),
    Brand("Strideway", ("shoes", "clothing", "outdoors")),
    Brand("Wagmore", ("pets",)),
    Brand("Quillon", ("office", "phone")),
    Brand("Peakrest", ("outdoors", "shoes")),
    Brand("Zephyro", ("appliances", "beauty")),
    Brand("Oakridge Pantry", ("grocery", "pets")),
    Brand("Ironbark", ("tools", "outdoors")),
    Brand("Sonmark", ("audio", "smart_home")),
    Brand("Plumette", ("clothing", "baby")),
    Brand("Castellane", ("kitchen", "office")),
    Brand("Drifthouse", ("appliances", "kitchen")),
    Brand("Playmoor", ("toys", "outdoors")),
    Brand("Veridia", ("beauty", "grocery")),
    Brand("Tallow Street", ("kitchen", "office", "audio")),
)
