"""The budget of an entity: appropriated by documents, reserved inside the posting's transaction."""
