"""The pages for people at the province: rendered here, without a script, with nothing from elsewhere."""
