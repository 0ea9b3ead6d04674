"""How the registry classes an entity: its function of government and its size."""

# As the registry's Function of Government lists them. Source: COFOG, United Nations, divisions.
FUNCTIONS = (
    "01 General public services",
    "02 Defence",
    "03 Public order and safety",
    "04 Economic affairs",
    "05 Environmental protection",
    "06 Housing and community amenities",
    "07 Health",
    "08 Recreation, culture and religion",
    "09 Education",
    "10 Social protection",
)
SIZES = ("Small", "Medium", "Large")
