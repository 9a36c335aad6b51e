"""Names a topic may have, none of which the table of words was made with, and what each means.

To stay a measure, none of them is added to the table because it is missed here.
"""

from typing import Final

# A code of our issues; "" where any label will do; None where none of ours means it.
MEANT_BY_NAME: Final[dict[str, str | None]] = {
    "Functionality": "performance",
    "Ease of installation": "instructions",
    "Noise level": "noise",
    "Charging speed": "battery",
    "Delivery speed": "late_delivery",
    "Suction power": "performance",
    "Water resistance": "leaks",
    "Skin irritation": "comfort",
    "Stitching": "material",
    "Zipper": "breaks_early",
    "Print quality": "colour_differs",
    "Fabric softness": "comfort",
    "Leg stability": "breaks_early",
    "Lid leaks": "leaks",
    "Picture quality": "",
    "Range": None,
    "Brightness": None,
    "Adhesion": None,
    "Texture": None,
    "Nutrition": None,
    "Flavour": "taste",
    "Perfume": "smell",
    "Arrived with holes": "damaged_packaging",
    "Stopped charging": "battery",
    "Screen cracked": "breaks_early",
    "Wrong colour sent": "wrong_item",
    "Missing screws": "missing_parts",
    "Runs small": "size",
    "Hard to put together": "instructions",
    "Gets very hot": "heat",
    "Bluetooth drops": "connectivity",
    "App crashes": "software",
    "Looks cheap": "material",
    "Refund refused": "customer_service",
    "Not worth the money": "value",
    "Tastes artificial": "taste",
    "Past its date": "freshness",
    "Cannot be washed": "hard_to_clean",
    "Remote control": None,
    "Smells of chemicals": "smell",
    "Sharp edges": "safety_hazard",
    "Not as pictured": "not_as_described",
    "Fake product": "counterfeit",
    "Dead on arrival": "defective_on_arrival",
}
# The topics and subtopics of the examples in Amazon's published model of the API.
DOCUMENTED: Final = (
    "Assembly/Installation",
    "Simple and easy to assemble",
    "easy to put together and quick",
    "quick and easy to install",
    "Strong",
    "sturdy and well built",
    "durable and sturdy",
    "strong and durable",
    "difficult to put together",
    "hard to assemble",
    "Quality-Overall ",
    "Weak and fragile",
)
