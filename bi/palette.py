"""One palette for every chart, told apart by people who confuse red and green, and in print.

Owns the colours, their order, and what each stands for: one colour means one thing on every tile.
`tests/dashboards/test_palette.py` computes their distances as eyes without red, green or blue cones
see them.
"""

CATEGORICAL = (
    "#0F6E62",  # the green of the house
    "#E69F00",
    "#56B4E9",
    "#B5473C",
    "#2F3E46",
    "#CC79A7",
    "#B8D46A",
    "#5B5EA6",
)
MEANINGS = {
    "spend": CATEGORICAL[0],
    "revenue": CATEGORICAL[1],
    "people": CATEGORICAL[4],
    "men": CATEGORICAL[2],
    "women": CATEGORICAL[7],
    "joiners": CATEGORICAL[6],
    "leavers": CATEGORICAL[5],
    "doubt": CATEGORICAL[3],  # what asks for a look: findings, differences, what is not fresh
    "bound": "#9FB3B0",  # the ends of a range
}
SEQUENTIAL = ("#E3F1EE", "#B4D9D2", "#7FBDB3", "#4A9F93", "#1F8175", "#0F6E62", "#084A42")

CATEGORICAL_SCHEMES = [
    {
        "id": "diwan",
        "description": "Told apart by colour-blind readers",
        "label": "Diwan",
        "isDefault": True,
        "colors": list(CATEGORICAL),
    }
]
SEQUENTIAL_SCHEMES = [
    {
        "id": "diwan_sequential",
        "description": "Light to dark",
        "label": "Diwan, light to dark",
        "isDiverging": False,
        "isDefault": True,
        "colors": list(SEQUENTIAL),
    }
]
