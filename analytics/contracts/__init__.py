"""What may leave an entity for the warehouse, and the ERP's documents it is checked against."""
