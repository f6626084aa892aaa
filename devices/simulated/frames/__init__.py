"""Camera frames of synthetic cards, with the text that a right decoder gives for each."""
