"""What a reader may ask for, as typed values: columns, conditions, order. Nothing here is SQL."""
