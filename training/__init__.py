"""How each model in `onrecord/models/` was made; one command each. Needs the `training` extra."""
