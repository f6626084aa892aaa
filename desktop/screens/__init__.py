"""What the officer sees: one package a screen, each showing a workflow or a query and holding no rule."""
